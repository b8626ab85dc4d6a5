import re
from datetime import timedelta

import pytest

from psa_sync.sync.pull_changes import LEASE
from tests.infrastructure.sam_template import (
    ROOT,
    looked_up,
    properties,
    referred,
    resources,
    template,
)

FUNCTIONS = properties("AWS::Serverless::Function")
ALL_QUEUES = properties("AWS::SQS::Queue")
QUEUES = {name: queue for name, queue in ALL_QUEUES.items() if "RedrivePolicy" in queue}
DEAD_LETTER_QUEUES = {name: one for name, one in ALL_QUEUES.items() if name not in QUEUES}
SOURCES = properties("AWS::Lambda::EventSourceMapping")
ALARMS = properties("AWS::CloudWatch::Alarm")
LOG_GROUPS = properties("AWS::Logs::LogGroup")

each_function = pytest.mark.parametrize("name", FUNCTIONS)
each_queue = pytest.mark.parametrize("name", QUEUES)


# Queues


@each_queue
def test_a_job_that_fails_again_and_again_ends_in_a_dead_letter_queue(name):
    redrive = QUEUES[name]["RedrivePolicy"]
    dead = DEAD_LETTER_QUEUES[referred(redrive["deadLetterTargetArn"])]
    assert redrive["maxReceiveCount"] >= 3
    assert dead["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert dead["MessageRetentionPeriod"] > QUEUES[name]["MessageRetentionPeriod"]


@pytest.mark.parametrize("name", ALL_QUEUES)
def test_a_job_is_hidden_six_times_as_long_as_its_worker_may_run(name):
    (worker,) = (
        referred(source["FunctionName"])
        for source in SOURCES.values()
        if referred(source["EventSourceArn"]) == name
    )
    assert looked_up(ALL_QUEUES[name]["VisibilityTimeout"]) >= 6 * FUNCTIONS[worker]["Timeout"]


def test_the_lease_of_a_killed_pull_worker_outlives_it_and_is_over_at_the_next_poll():
    poll = template()["Parameters"]["PullSchedule"]["Default"]
    rate = re.fullmatch(r"rate\((\d+) minutes\)", poll)
    assert rate is not None
    between = timedelta(minutes=int(rate[1]))
    longest = timedelta(seconds=FUNCTIONS["PullWorkerFunction"]["Timeout"])
    assert longest < LEASE < between


def test_dead_letters_are_taken_by_a_function_of_their_own():
    takers = {
        referred(source["EventSourceArn"]): referred(source["FunctionName"])
        for source in SOURCES.values()
    }
    assert {takers[name] for name in DEAD_LETTER_QUEUES} == {"DeadLetterFunction"}
    assert "DeadLetterFunction" not in {takers[name] for name in QUEUES}


@pytest.mark.parametrize("name", ALL_QUEUES)
def test_messages_are_encrypted(name):
    assert ALL_QUEUES[name]["SqsManagedSseEnabled"] is True


@pytest.mark.parametrize("name", SOURCES)
def test_only_what_failed_of_a_batch_goes_back_and_workers_are_capped(name):
    source = SOURCES[name]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert 1 <= looked_up(source["BatchSize"]) <= 5
    cap = template()["Parameters"][source["ScalingConfig"]["MaximumConcurrency"]["Ref"]]
    assert 2 <= cap["MinValue"] <= cap["Default"] <= 10


# Table


def test_the_table_outlives_mistakes():
    (table,) = resources("AWS::DynamoDB::Table").values()
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    kept = table["Properties"]
    assert kept["DeletionProtectionEnabled"] == {"Ref": "DeletionProtection"}
    assert template()["Parameters"]["DeletionProtection"]["Default"] == "true"
    assert kept["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert kept["SSESpecification"]["SSEEnabled"] is True


def test_the_table_is_on_demand_and_forgets_what_has_expired():
    (table,) = properties("AWS::DynamoDB::Table").values()
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_an_index_holds_keys_only_and_every_key_is_declared():
    (table,) = properties("AWS::DynamoDB::Table").values()
    indexes = {index["IndexName"]: index for index in table["GlobalSecondaryIndexes"]}
    assert set(indexes) == {"by_due", "by_feed", "by_problem", "by_start"}
    assert all(one["Projection"]["ProjectionType"] == "KEYS_ONLY" for one in indexes.values())
    keys = {
        key["AttributeName"]
        for schema in [table["KeySchema"], *(one["KeySchema"] for one in indexes.values())]
        for key in schema
    }
    assert keys == {one["AttributeName"] for one in table["AttributeDefinitions"]}


# Logs and alarms


@each_function
def test_the_function_logs_into_a_group_that_forgets(name):
    function = FUNCTIONS[name]
    group = LOG_GROUPS[function["LoggingConfig"]["LogGroup"]["Ref"]]
    assert group["LogGroupName"]["Fn::Sub"] == f"/aws/lambda/{function['FunctionName']['Fn::Sub']}"


@pytest.mark.parametrize("name", LOG_GROUPS)
def test_logs_are_kept_for_a_time_that_the_operator_chooses(name):
    group = LOG_GROUPS[name]
    assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@each_function
def test_somebody_hears_of_a_function_that_fails(name):
    watched = {
        str(alarm["Dimensions"][0]["Value"])
        for alarm in ALARMS.values()
        if alarm["MetricName"] == "Errors"
    }
    assert str(FUNCTIONS[name]["FunctionName"]) in watched


def test_somebody_hears_of_dead_letters_and_of_jobs_that_wait():
    def watched(metric):
        return {
            referred(alarm["Dimensions"][0]["Value"])
            for alarm in ALARMS.values()
            if alarm["MetricName"] == metric
        }

    assert watched("NumberOfMessagesReceived") == set(DEAD_LETTER_QUEUES)
    assert watched("ApproximateAgeOfOldestMessage") == set(QUEUES)


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_names_the_page_that_helps(name):
    text = ALARMS[name]["AlarmDescription"]
    (page,) = re.findall(r"docs/[a-z-]+\.md", text if isinstance(text, str) else text["Fn::Sub"])
    assert (ROOT / page).exists()


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_goes_where_the_operator_wants_it(name):
    actions = ALARMS[name]["AlarmActions"]["Fn::If"]
    assert actions == ["HasAlarmTopic", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]
