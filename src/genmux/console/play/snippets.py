"""The same request as a program would send it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_PATH = "/api/v1/jobs/createTask"


def curl(url: str, model: str, values: Mapping[str, Any]) -> str:
    body = json.dumps({"model": model, "input": values}, indent=2, ensure_ascii=False)
    quoted = body.replace("'", "'\\''")
    return (
        f"curl {url}{_PATH} \\\n"
        '  -H "Authorization: Bearer $GENMUX_KEY" \\\n'
        '  -H "Content-Type: application/json" \\\n'
        f"  -d '{quoted}'\n\n"
        f'curl "{url}/api/v1/jobs/recordInfo?taskId=TASK_ID" \\\n'
        '  -H "Authorization: Bearer $GENMUX_KEY"'
    )


def python(url: str, model: str, values: Mapping[str, Any]) -> str:
    body = _python({"model": model, "input": dict(values)})
    return f"""import json, os, time, urllib.request

URL = {url!r}
HEADERS = {{
    "Authorization": "Bearer " + os.environ["GENMUX_KEY"],
    "Content-Type": "application/json",
}}


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, HEADERS)
    with urllib.request.urlopen(request) as reply:
        answer = json.load(reply)
    if answer["code"] != 200:
        raise SystemExit(answer["msg"])
    return answer["data"]


task = call("{_PATH}", {body})
while True:
    record = call("/api/v1/jobs/recordInfo?taskId=" + task["taskId"])
    if record["state"] in ("success", "fail"):
        break
    time.sleep(1)
print(record["resultJson"] or record["failMsg"])"""


def javascript(url: str, model: str, values: Mapping[str, Any]) -> str:
    body = json.dumps({"model": model, "input": values}, indent=2, ensure_ascii=False)
    return f"""const url = {json.dumps(url)};
const headers = {{
  Authorization: `Bearer ${{process.env.GENMUX_KEY}}`,
  "Content-Type": "application/json",
}};

async function call(path, body) {{
  const method = body ? "POST" : "GET";
  const reply = await fetch(url + path, {{ method, headers, body: JSON.stringify(body) }});
  const answer = await reply.json();
  if (answer.code !== 200) throw new Error(answer.msg);
  return answer.data;
}}

const task = await call("{_PATH}", {body});
let record;
do {{
  await new Promise((go) => setTimeout(go, 1000));
  record = await call(`/api/v1/jobs/recordInfo?taskId=${{task.taskId}}`);
}} while (!["success", "fail"].includes(record.state));
console.log(record.resultJson || record.failMsg);"""


def _python(value: Any, depth: int = 0) -> str:
    """A literal over several lines."""
    inner, outer = "    " * (depth + 1), "    " * depth
    if isinstance(value, dict) and value:
        rows = (f"{inner}{key!r}: {_python(one, depth + 1)},\n" for key, one in value.items())
        return "{\n" + "".join(rows) + outer + "}"
    if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        rows = (f"{inner}{_python(one, depth + 1)},\n" for one in value)
        return "[\n" + "".join(rows) + outer + "]"
    return repr(value)
