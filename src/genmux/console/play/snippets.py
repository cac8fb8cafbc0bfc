"""The same request as a program would send it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_CREATE = "/api/v1/jobs/createTask"
_LOOK = "/genmux/v1/tasks/"


def call_of(model: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Path and body of the call that makes a task: models share one, other calls have their own."""
    if model.get("path"):
        return str(model["path"]), dict(values)
    return _CREATE, {"model": model["id"], "input": dict(values)}


def curl(url: str, model: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    path, sent = call_of(model, values)
    quoted = json.dumps(sent, indent=2, ensure_ascii=False).replace("'", "'\\''")
    return (
        f"curl {url}{path} \\\n"
        '  -H "Authorization: Bearer $GENMUX_KEY" \\\n'
        '  -H "Content-Type: application/json" \\\n'
        f"  -d '{quoted}'\n\n"
        f"curl {url}{_LOOK}TASK_ID \\\n"
        '  -H "Authorization: Bearer $GENMUX_KEY"'
    )


def python(url: str, model: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    path, sent = call_of(model, values)
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


task = call("{path}", {_python(sent)})
while task.get("taskId") and task.get("status") not in ("succeeded", "failed", "cancelled"):
    time.sleep(1)
    task = call("{_LOOK}" + task["taskId"])
if task.get("taskId"):
    print(task["status"], task["failMsg"] or [file["url"] for file in task["files"]])
else:  # some calls answer at once
    print(json.dumps(task, indent=2))"""


def javascript(url: str, model: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    path, sent = call_of(model, values)
    body = json.dumps(sent, indent=2, ensure_ascii=False)
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

let task = await call("{path}", {body});
while (task.taskId && !["succeeded", "failed", "cancelled"].includes(task.status)) {{
  await new Promise((go) => setTimeout(go, 1000));
  task = await call(`{_LOOK}${{task.taskId}}`);
}}
if (task.taskId) console.log(task.status, task.failMsg || task.files.map((file) => file.url));
else console.log(task); // some calls answer at once"""


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
