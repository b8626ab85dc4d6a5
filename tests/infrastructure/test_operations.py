"""What an operator watches is emitted by the code, and each alarm has a section that helps."""

import json
import re
from pathlib import Path

import pytest

from psa_sync.ports.meter import SECONDS, Measure
from tests.infrastructure.sam_template import looked_up, properties, template
from tests.infrastructure.source_tree import modules, read

NAMESPACE = template()["Globals"]["Function"]["Environment"]["Variables"][
    "POWERTOOLS_METRICS_NAMESPACE"
]
ALARMS = properties("AWS::CloudWatch::Alarm")
OURS = {name: one for name, one in ALARMS.items() if one["Namespace"] == NAMESPACE}
RUNBOOK = read(Path("docs/runbook.md"))
(DASHBOARD,) = properties("AWS::CloudWatch::Dashboard").values()
BODY = DASHBOARD["DashboardBody"]["Fn::Sub"]
SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)


def sections():
    """Text of each section of the runbook by its anchor."""
    parts = SECTION.split(RUNBOOK)[1:]
    titles, texts = parts[::2], parts[1::2]
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"): text
        for title, text in zip(titles, texts, strict=True)
    }


def emitted():
    """Measures that the code counts, wherever."""
    code = "\n".join(
        read(path) for path in modules("shared", "functions") if path.name != "meter.py"
    )
    return {one for one in Measure if f"Measure.{one.name}" in code}


def searched():
    """Names of our metrics in the dashboard."""
    mine = [text for text in re.findall(r"SEARCH\('(.*?)'", BODY) if f"{{{NAMESPACE}," in text]
    assert all("{PsaSync,app,service}" in text for text in mine)
    names = [re.search(r"MetricName=(.*)", text.replace("\\", "")) for text in mine]
    return {name for found in names if found for name in re.findall(r'"(\w+)"', found[1])}


def test_every_measure_is_counted_somewhere():
    assert emitted() == set(Measure)


def test_the_dashboard_shows_every_measure_and_nothing_that_nobody_emits():
    assert searched() == {one.value for one in Measure}


def test_the_dashboard_can_be_read():
    widgets = json.loads(BODY)["widgets"]
    assert len(widgets) >= 6
    assert len({one["properties"]["title"] for one in widgets}) == len(widgets)


@pytest.mark.parametrize("name", OURS)
def test_an_alarm_watches_what_the_code_emits_and_how(name):
    alarm = OURS[name]
    measure = Measure(looked_up(alarm["MetricName"]))
    assert measure in emitted()
    assert [one["Name"] for one in alarm["Dimensions"]] == ["app", "service"]
    assert alarm["Dimensions"][1]["Value"] == {"Ref": "AWS::StackName"}
    told = template()["Globals"]["Function"]["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
    assert told == {"Ref": "AWS::StackName"}
    statistic = looked_up(alarm.get("Statistic"))
    assert (statistic == "Sum") == (measure not in SECONDS)


def test_no_single_customer_rings_the_bell():
    for name, alarm in OURS.items():
        if looked_up(alarm.get("Statistic")) == "Sum":
            assert looked_up(alarm["Threshold"]) >= 3, name


def test_an_alarm_looks_back_no_longer_than_a_day():
    for name, alarm in ALARMS.items():
        looks = looked_up(alarm["Period"]) * looked_up(alarm["EvaluationPeriods"])
        assert looks <= 86_400, name


@pytest.mark.parametrize("name", ALARMS)
def test_each_alarm_has_a_section_with_its_meaning_a_query_and_steps(name):
    rows = [line for line in RUNBOOK.splitlines() if line.startswith("|") and f"`{name}`" in line]
    assert len(rows) == 1, f"{name} stands in the table of alarms once"
    _, _names, means, urgent, _ = rows[0].split("|")[0:5]
    assert means.strip()
    assert urgent.strip()
    (anchor,) = re.findall(r"\(#([\w-]+)\)", rows[0])
    text = sections()[anchor]
    assert "```logs" in text, f"{anchor} has a query for Logs Insights"
    assert re.search(r"^1\. ", text, re.MULTILINE), f"{anchor} says what to do"


def test_the_queries_ask_for_fields_that_are_logged():
    code = "\n".join(read(path) for path in modules("shared", "functions"))
    queries = re.findall(r"```logs\n(.*?)```", RUNBOOK, re.DOTALL)
    assert queries
    for query in queries:
        for words in re.findall(r'message = "([^"]+)"', query):
            assert f'"{words}"' in code, words
