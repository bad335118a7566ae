"""Runs modules of CPython's own test suite, and prints how each test ended, by name."""

import importlib
import sys
import unittest


class Results(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.outcomes = {}

    def addSuccess(self, test):
        self.outcomes.setdefault(test.id(), "ok")

    def addError(self, test, error):
        self.outcomes[test.id()] = f"error: {error[0].__name__}"

    def addFailure(self, test, error):
        self.outcomes[test.id()] = "failure"

    def addSkip(self, test, reason):
        self.outcomes[test.id()] = "skipped"

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.outcomes[test.id()] = f"part failed: {error[0].__name__}"


sys.path.insert(0, "/library")

for name in sys.argv[1:]:
    results = Results()
    try:
        module = importlib.import_module(f"test.{name}")
        if hasattr(module, "setUpModule"):
            module.setUpModule()
        unittest.defaultTestLoader.loadTestsFromModule(module).run(results)
    except unittest.SkipTest:
        print(f"{name}: skipped")
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
    for test, outcome in sorted(results.outcomes.items()):
        print(f"{test}: {outcome}")
    outcomes = list(results.outcomes.values())
    print(f"# {name}: {len(outcomes)} tests, {outcomes.count('ok')} ok", file=sys.stderr)
