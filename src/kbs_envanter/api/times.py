"""Times as OGC API writes them: an instant, a day, a month, a year, or an interval that may be open."""

import re
from calendar import monthrange
from datetime import UTC, datetime, time, timedelta

Interval = tuple[datetime | None, datetime | None]

_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?P<time>[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?([Zz]|[+-]\d\d:\d\d))?)?)?",
    re.ASCII,
)
_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7})S)?)?",
    re.ASCII,
)


def parse_interval(text: str) -> Interval:
    """First and last moment, in UTC, of what the text names; None where it is open (``..`` or nothing).

    ``2024-03`` is the whole month; an interval may also be a start or an end with a duration (``2024-01-01/P2D``).

    Raises:
        ValueError: when the text is none of that. ``now`` is not: an answer must stay true.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _span(first)
    if last.startswith("P"):
        start = _span(first)[0]
        return start, _shifted(start, last, 1)
    if first.startswith("P"):
        end = _span(last)[1]
        return _shifted(end, first, -1), end
    start = None if first in ("", "..") else _span(first)[0]
    end = None if last in ("", "..") else _span(last)[1]
    if start is not None and end is not None and start > end:
        raise ValueError("the interval ends before it begins")
    return start, end


def _span(text: str) -> tuple[datetime, datetime]:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"not a time: {text}")
    if found["time"]:
        try:
            moment = datetime.fromisoformat(_plain(text)).astimezone(UTC)
        except OverflowError as error:
            raise ValueError("outside the calendar") from error
        return moment, moment
    year, month, day = int(found["year"]), found["month"], found["day"]
    start = datetime(year, int(month or 1), int(day or 1), tzinfo=UTC)
    last_month = int(month or 12)
    last_day = int(day or monthrange(year, last_month)[1])
    return start, datetime.combine(datetime(year, last_month, last_day), time.max, UTC)


def _plain(text: str) -> str:
    # Python reads six decimals at most.
    return re.sub(r"(\.\d{6})\d+", r"\1", text.upper())


def _shifted(moment: datetime, duration: str, sign: int) -> datetime:
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"not a duration: {duration}")
    amount = {name: int(value) for name, value in found.groupdict().items() if value}
    months = moment.year * 12 + moment.month - 1 + sign * (amount.pop("years", 0) * 12 + amount.pop("months", 0))
    year, month = divmod(months, 12)
    try:
        day = min(moment.day, monthrange(year, month + 1)[1])
        return moment.replace(year=year, month=month + 1, day=day) + sign * timedelta(**amount)
    except OverflowError as error:
        raise ValueError("outside the calendar") from error
