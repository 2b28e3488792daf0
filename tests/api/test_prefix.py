"""Behind a reverse proxy, under a path prefix."""

import httpx

from tests.support import offline_settings, serving


def test_links_carry_the_prefix_and_the_outer_address(inventory, tmp_path):
    settings = offline_settings(inventory, tmp_path).model_copy(update={"kok_yol": "/envanter"})
    with serving(settings) as address, httpx.Client(base_url=address) as client:
        headers = {"Host": "kent.example", "X-Forwarded-Proto": "https"}
        for path in ("/envanter/collections/binalar/items?limit=5", "/collections/binalar/items?limit=5"):
            page = client.get(path, headers=headers).raise_for_status().json()
            following = next(link["href"] for link in page["links"] if link["rel"] == "next")
            assert following.startswith("https://kent.example/envanter/collections/binalar/items?limit=5&sonraki=")
        for path in ("/envanter/harita", "/envanter/docs"):
            assert '"/static/' not in client.get(path).raise_for_status().text
