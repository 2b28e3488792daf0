"""Which addresses notices may go to, how they are signed, when they are tried again."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.webhooks import BadAddress, may_call, new_secret, read_target, signature, wait_after


@pytest.mark.parametrize(
    "address",
    [
        "http://ornek.com/al", "ftp://ornek.com/al", "https://", "https:///al", "https://kim:parola@ornek.com/",
        "https://ornek.com/#a", "https://ornek.com:99999/", "https://[::1", "https://örnek.com/", "https://a b.com/",
        "//ornek.com", "file:///etc/passwd", "http://10.0.0.1/", "https://ornek.com/" + "a" * 2000, "https://x.com/\n",
    ],
)  # fmt: skip
def test_only_https_or_this_machine_outright(address):
    with pytest.raises(BadAddress):
        read_target(address)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    try:
        assert read_target(text).host
    except BadAddress as bad:
        assert bad.tr and bad.en


def test_an_address_is_read_into_its_parts():
    target = read_target("https://alici.ornek.gov.tr:8443/kbs/al?a=1")
    assert (target.secure, target.authority, target.path) == (True, "alici.ornek.gov.tr:8443", "/kbs/al?a=1")
    assert read_target("https://ornek.com").authority == "ornek.com"
    assert read_target("http://[::1]:80/").authority == "[::1]"


OUTSIDE, HERE = read_target("https://alici.ornek.com/"), read_target("http://127.0.0.1:9000/")


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "::1", "0.0.0.0", "169.254.169.254", "fe80::1", "224.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::"],
)  # fmt: skip
def test_a_name_that_stands_for_this_machine_or_for_no_machine_is_never_called(ip):
    assert not may_call(OUTSIDE, [ip], private=False)
    assert not may_call(OUTSIDE, [ip], private=True)


@pytest.mark.parametrize("ip", ["10.1.2.3", "192.168.1.9", "172.16.0.1", "fd00::1", "::ffff:10.0.0.1"])
def test_the_private_network_is_called_only_when_allowed(ip):
    assert not may_call(OUTSIDE, [ip], private=False)
    assert may_call(OUTSIDE, [ip], private=True)


def test_one_bad_address_among_good_ones_is_enough():
    assert may_call(OUTSIDE, ["93.184.215.14"], private=False)
    assert not may_call(OUTSIDE, ["93.184.215.14", "10.0.0.1"], private=False)
    assert not may_call(OUTSIDE, [], private=True)
    assert may_call(HERE, ["127.0.0.1"], private=False)


def test_the_signature_is_that_of_standard_webhooks():
    secret = new_secret(b"k" * 24)
    wanted = hmac.new(b"k" * 24, b'msg_1.1700000000.{"a":1}', hashlib.sha256).digest()
    assert signature(secret, "msg_1", 1_700_000_000, b'{"a":1}') == "v1," + base64.b64encode(wanted).decode()
    assert secret.startswith("whsec_")


def test_the_signature_is_that_of_the_published_example():
    # The example of the Standard Webhooks reference libraries.
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_wait_is_longer_and_none_longer_than_six_hours():
    waits = [wait_after(tries) for tries in range(1, 40)]
    assert waits[:3] == [timedelta(seconds=5), timedelta(seconds=15), timedelta(seconds=45)]
    assert waits == sorted(waits) and waits[-1] == timedelta(hours=6)
    assert timedelta(hours=20) < sum(waits[:11], timedelta()) < timedelta(hours=36), "twelve tries take about a day"
