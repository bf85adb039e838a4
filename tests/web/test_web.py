"""The shop's pages in a real browser, and what they are made from."""

import json
import subprocess
import urllib.request
from pathlib import Path

import pytest

from stack import ROOT

HERE = Path(__file__).parent
WEB = ROOT / "web"
SECONDS_MAX = 600


def run(command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=SECONDS_MAX, **options)
    print(done.stdout)
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["flows", "pages", "manage"])
def test_in_a_browser(browser_env, name):
    run(["node", "--test", HERE / f"{name}.test.mjs"], env=browser_env)


def test_the_console_of_operators_in_a_browser(cluster_env):
    run(["node", "--test", HERE / "ops.test.mjs"], env=cluster_env)


def test_the_types_are_those_of_the_api(stack, tmp_path):
    document, types = tmp_path / "openapi.json", tmp_path / "schema.ts"
    with urllib.request.urlopen(stack.url + "/openapi.json", timeout=10) as answer:
        document.write_text(json.dumps(json.load(answer)))
    run([WEB / "node_modules" / ".bin" / "openapi-typescript", document, "-o", types])
    assert types.read_text() == (WEB / "src" / "api" / "schema.ts").read_text(), "make them anew: npm run api in web/"
