"""dbt test: a singular test a rule, with `stored` all failing keys in tables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from told import answer, asked

PROJECT = """\
name: records
profile: records
flags: {send_anonymous_usage_stats: false}
data_tests: {records: {+store_failures: STORED, +schema: found}}
"""
PROFILE = """\
records:
  target: file
  outputs: {file: {type: duckdb, path: 'PATH', threads: 2}}
"""
SOURCE = "sources: [{name: main, tables: [{name: records}]}]"

path, rules = asked()
is_stored = "stored" in sys.argv
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "models").mkdir()
    (folder / "tests").mkdir()
    (folder / "dbt_project.yml").write_text(PROJECT.replace("STORED", str(is_stored).lower()))
    (folder / "profiles.yml").write_text(PROFILE.replace("PATH", path))
    (folder / "models" / "sources.yml").write_text(SOURCE)
    for rule in rules:
        test = (
            f"select record_id from {{{{ source('main', 'records') }}}} where not ({rule['sql']})"
        )
        (folder / "tests" / f"{rule['id']}.sql").write_text(test)
    dbt = Path(sys.executable).with_name("dbt")
    words = [dbt, "--quiet", "test", "--project-dir", folder, "--profiles-dir", folder]
    environment = {**os.environ, "DO_NOT_TRACK": "1"}
    subprocess.run(words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False)
    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
failing = {result["unique_id"].split(".")[2]: result["failures"] for result in results}
answer(failing, sum(failing.values()) if is_stored else None)
