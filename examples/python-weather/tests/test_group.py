import unittest
from datetime import date

from weather.day import Day
from weather.group import group


class GroupTest(unittest.TestCase):
    def test_seasons_go_over_the_end_of_the_year(self):
        days = [Day(date(2026, month, 1), float(month), 1.0) for month in (12, 1, 2, 3)]
        winter, spring = group(days, "season")
        self.assertEqual((winter.name, winter.days, winter.mean), ("winter", 3, 5.0))
        self.assertEqual((spring.name, spring.rain), ("spring", 1.0))


if __name__ == "__main__":
    unittest.main()
