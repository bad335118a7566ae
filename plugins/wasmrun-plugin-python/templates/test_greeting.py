import unittest

from {{identifier}} import greeting


class GreetingTest(unittest.TestCase):
    def test_the_name_is_in_it(self):
        self.assertEqual(greeting("reader"), "Hello, reader!")
