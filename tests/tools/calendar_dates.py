"""Every day of 2025 and 2026 by the PyPI package `chinesecalendar`: `YYYY-MM-DD 1` when worked, else 0."""

import datetime

import chinese_calendar

day = datetime.date(2025, 1, 1)
while day.year < 2027:
    print(day.isoformat(), int(chinese_calendar.is_workday(day)))
    day += datetime.timedelta(days=1)
