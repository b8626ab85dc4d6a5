import io
import json
import zipfile

import pytest

from local.deploy import Deployment
from local.failures import StackError
from local.fixups import Fixups

ISSUER = "http://127.0.0.1:4573"
FUNCTION_URI = {
    "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    "${Handler.Arn}/invocations"
}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
READS_QUEUES = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}],
}


def operation(authorizer, scopes=()):
    return {
        "x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": FUNCTION_URI},
        "security": [{authorizer: list(scopes)}],
    }


def open_api(**more):
    """What SAM makes of an HTTP API with a guarded route and an open one."""
    return {
        "paths": {
            "/v1/{proxy+}": {"x-amazon-apigateway-any-method": operation("MemtimeToken")},
            "/healthz": {"get": operation("NONE")},
        },
        "components": {
            "securitySchemes": {
                "MemtimeToken": {
                    "x-amazon-apigateway-authorizer": {
                        "type": "jwt",
                        "identitySource": "$request.header.Authorization",
                        "jwtConfiguration": {
                            "issuer": {"Ref": "JwtIssuer"},
                            "audience": ["psa-sync"],
                        },
                    }
                }
            }
        },
    } | more


def code():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("handler.py", "def handle(event, context):\n    return {}\n")
    return archive.getvalue()


class World:
    """Resources as the emulator's CloudFormation leaves them, and the template they came from."""

    def __init__(self, aws, name):
        self.aws = aws
        self.name = name
        self.resources = {}
        self.physical_ids = {}

    def add(self, logical_id, kind, physical_id, **properties):
        self.resources[logical_id] = {"Type": kind, "Properties": properties}
        self.physical_ids[logical_id] = physical_id

    def with_function(self, **properties):
        iam = self.aws.client("iam")
        role = iam.create_role(RoleName=self.name, AssumeRolePolicyDocument=json.dumps(TRUST))
        iam.put_role_policy(
            RoleName=self.name, PolicyName="queues", PolicyDocument=json.dumps(READS_QUEUES)
        )
        self.aws.client("lambda").create_function(
            FunctionName=self.name,
            Runtime="python3.11",
            Handler="handler.handle",
            Role=role["Role"]["Arn"],
            Code={"ZipFile": code()},
        )
        self.add("Handler", "AWS::Lambda::Function", self.name, **properties)

    def with_api(self, body):
        self.with_function()
        api = self.aws.client("apigatewayv2").create_api(Name=self.name, ProtocolType="HTTP")
        self.add("HttpApi", "AWS::ApiGatewayV2::Api", api["ApiId"], Body=body)

    def fixups(self):
        deployment = Deployment(
            name=self.name,
            stack_id=f"arn:aws:cloudformation:us-east-1:000000000000:stack/{self.name}/1",
            template={"Resources": self.resources},
            parameters={"JwtIssuer": ISSUER, "Workers": "3"},
            physical_ids=self.physical_ids,
        )
        return Fixups(deployment, self.aws)

    def routes(self):
        client, api = self.aws.client("apigatewayv2"), self.physical_ids["HttpApi"]
        return {route["RouteKey"]: route for route in client.get_routes(ApiId=api)["Items"]}


@pytest.fixture
def world(aws, request):
    return World(aws, request.node.name.replace("_", "-")[:40])


def test_an_api_without_routes_gets_those_of_the_template(world):
    world.with_api(open_api())
    (mended,) = world.fixups().apply()
    assert "GET /healthz" in mended
    routes = world.routes()
    assert set(routes) == {"ANY /v1/{proxy+}", "GET /healthz"}
    assert routes["ANY /v1/{proxy+}"]["AuthorizationType"] == "JWT"
    assert "AuthorizerId" not in routes["GET /healthz"]


def test_a_token_of_the_templates_issuer_is_asked_for(world):
    world.with_api(open_api())
    world.fixups().apply()
    client, api = world.aws.client("apigatewayv2"), world.physical_ids["HttpApi"]
    (authorizer,) = client.get_authorizers(ApiId=api)["Items"]
    assert authorizer["JwtConfiguration"] == {"Issuer": ISSUER, "Audience": ["psa-sync"]}


def test_a_second_look_finds_nothing_to_do(world):
    world.with_api(open_api())
    world.fixups().apply()
    assert list(world.fixups().differences()) == []
    assert world.fixups().apply() == []


def test_an_api_that_cannot_be_mended_never_passes(world):
    world.with_api(open_api())
    client, api = world.aws.client("apigatewayv2"), world.physical_ids["HttpApi"]
    client.create_route(ApiId=api, RouteKey="GET /leftover")
    with pytest.raises(StackError, match="GET /leftover"):
        world.fixups().apply()


def test_a_guarded_route_that_lost_its_guard_never_passes(world):
    world.with_api(open_api())
    world.fixups().apply()
    client, api = world.aws.client("apigatewayv2"), world.physical_ids["HttpApi"]
    route = world.routes()["ANY /v1/{proxy+}"]
    client.delete_route(ApiId=api, RouteId=route["RouteId"])
    client.create_route(ApiId=api, RouteKey="ANY /v1/{proxy+}", Target=route["Target"])
    with pytest.raises(StackError, match=r"ANY /v1/\{proxy\+\} is"):
        world.fixups().apply()


def test_a_route_with_an_unknown_authorizer_is_refused(world):
    body = open_api()
    body["paths"]["/healthz"]["get"] = operation("Somebody")
    world.with_api(body)
    with pytest.raises(StackError, match="unknown authorizer Somebody"):
        world.fixups().apply()


def test_cors_rules_reach_the_api(world):
    rules = {"allowOrigins": ["https://app.example"], "allowMethods": ["GET"]}
    world.with_api(open_api(**{"x-amazon-apigateway-cors": rules}))
    assert "the HTTP API has not the CORS rules" in world.fixups().apply()
    client, api = world.aws.client("apigatewayv2"), world.physical_ids["HttpApi"]
    cors = client.get_api(ApiId=api)["CorsConfiguration"]
    assert cors == {"AllowOrigins": ["https://app.example"], "AllowMethods": ["GET"]}


def test_the_table_forgets_what_has_expired(world):
    client = world.aws.client("dynamodb")
    client.create_table(
        TableName=world.name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    expiry = {"AttributeName": "expires_at", "Enabled": True}
    world.add("Table", "AWS::DynamoDB::Table", world.name, TimeToLiveSpecification=expiry)
    assert world.fixups().apply() == [f"{world.name} has no time to live"]
    described = client.describe_time_to_live(TableName=world.name)["TimeToLiveDescription"]
    assert described["AttributeName"] == "expires_at"


def test_reserved_concurrency_is_kept(world):
    world.with_function(ReservedConcurrentExecutions={"Ref": "Workers"})
    assert world.fixups().apply() == [f"{world.name} has no reserved concurrency"]
    reserved = world.aws.client("lambda").get_function_concurrency(FunctionName=world.name)
    assert reserved["ReservedConcurrentExecutions"] == 3


class TestEventSourceMapping:
    """What must arrive as it is, because nothing could mend it."""

    def mapping(self, world, **wanted):
        world.with_function()
        queue = world.aws.client("sqs").create_queue(QueueName=world.name)["QueueUrl"]
        attributes = world.aws.client("sqs").get_queue_attributes(
            QueueUrl=queue, AttributeNames=["QueueArn"]
        )["Attributes"]
        created = world.aws.client("lambda").create_event_source_mapping(
            EventSourceArn=attributes["QueueArn"],
            FunctionName=world.name,
            BatchSize=5,
            FunctionResponseTypes=["ReportBatchItemFailures"],
        )
        properties = {"BatchSize": 5, "FunctionResponseTypes": ["ReportBatchItemFailures"]}
        kind = "AWS::Lambda::EventSourceMapping"
        world.add("Source", kind, created["UUID"], **properties | wanted)
        return created["UUID"]

    def test_one_as_in_the_template_passes(self, world):
        self.mapping(world)
        assert world.fixups().apply() == []

    def test_a_batch_of_another_size_never_passes(self, world):
        self.mapping(world, BatchSize=1)
        with pytest.raises(StackError, match="BatchSize is 5, not 1"):
            world.fixups().apply()

    def test_a_number_that_is_a_parameter_arrives_as_a_number(self, world):
        uuid = self.mapping(world, ScalingConfig={"MaximumConcurrency": {"Ref": "Workers"}})
        assert world.fixups().apply() == []
        deployed = world.aws.client("lambda").get_event_source_mapping(UUID=uuid)
        assert json.dumps(deployed["ScalingConfig"]) == '{"MaximumConcurrency": 3}'


def test_a_function_of_the_template_that_is_not_known_here_is_refused(world):
    world.with_api({"Fn::ImportValue": "elsewhere"})
    with pytest.raises(StackError, match="Fn::ImportValue is not known"):
        world.fixups().apply()


def test_a_name_that_stands_for_nothing_is_refused(world):
    world.with_api(open_api(info={"title": {"Ref": "Nobody"}}))
    with pytest.raises(StackError, match="Nobody is neither"):
        world.fixups().apply()
