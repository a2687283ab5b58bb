"""The official Python SDK's Responses API in front of the gateway: the same cases for each provider."""

import json
import os
import time

import openai
import pydantic
import pytest
from openai.types.responses import Response, ResponseStreamEvent

BASE_URL = os.environ["SWITCHBOARD_SDK_BASE_URL"]
KEY = os.environ["SWITCHBOARD_SDK_KEY"]
MODELS = [
    "sandbox/chat",
    "chat-mock/gpt-4o",
    "anthropic-mock/claude-sonnet-4-5",
    "gemini-mock/gemini-2.5-flash",
    "self/sandbox/chat",
]
TOOLS = [
    {
        "type": "function",
        "name": "get_weather",
        "description": "The weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
        "strict": True,
    }
]
WHOLE = pydantic.TypeAdapter(Response)
EVENT = pydantic.TypeAdapter(ResponseStreamEvent)


class Person(pydantic.BaseModel):
    name: str
    age: int


def client(key=KEY):
    return openai.OpenAI(base_url=BASE_URL, api_key=key, max_retries=0, timeout=20)


responses = client().responses
every_model = pytest.mark.parametrize("model", MODELS)


def checked(response):
    """The SDK builds its types without checking them; this checks."""
    WHOLE.validate_python(response.to_dict(mode="python"))
    return response


@every_model
def test_answers_with_text(model):
    answer = checked(responses.create(model=model, input="Say hello."))
    assert answer.status == "completed"
    assert answer.output_text
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens
    assert answer._request_id


@every_model
def test_streams_events_that_are_what_the_types_say(model):
    numbers, deltas = [], []
    for event in responses.create(model=model, input="Say hello.", stream=True):
        EVENT.validate_python(event.to_dict(mode="python"))
        numbers.append(event.sequence_number)
        if event.type == "response.output_text.delta":
            deltas.append(event.delta)
    assert numbers == list(range(len(numbers)))
    assert event.type == "response.completed"
    assert "".join(deltas) == event.response.output_text


@every_model
def test_streams_through_the_accumulator(model):
    with responses.stream(model=model, input="Say hello.") as stream:
        text = "".join(e.delta for e in stream if e.type == "response.output_text.delta")
        assert text and text == stream.get_final_response().output_text


@every_model
def test_parses_a_type(model):
    person = responses.parse(model=model, input="Invent a person.", text_format=Person)
    assert isinstance(person.output_parsed, Person)


@every_model
@pytest.mark.parametrize("stream", [False, True])
def test_calls_a_tool_and_reads_its_result(model, stream):
    history = [{"role": "user", "content": "What is the weather in Paris?"}]
    if stream:
        with responses.stream(model=model, input=history, tools=TOOLS) as events:
            first = events.get_final_response()
    else:
        first = checked(responses.create(model=model, input=history, tools=TOOLS))
    call = next(item for item in first.output if item.type == "function_call")
    assert "city" in json.loads(call.arguments)
    history += [item.to_dict() for item in first.output]
    history.append(
        {"type": "function_call_output", "call_id": call.call_id, "output": '{"degrees": 21}'}
    )
    assert checked(responses.create(model=model, input=history, tools=TOOLS)).output_text


@every_model
def test_continues_a_kept_response_after_a_tool(model):
    first = responses.create(model=model, input="What is the weather in Paris?", tools=TOOLS)
    call = next(item for item in first.output if item.type == "function_call")
    output = {"type": "function_call_output", "call_id": call.call_id, "output": "21"}
    second = responses.create(
        model=model, previous_response_id=first.id, input=[output], tools=TOOLS
    )
    assert second.output_text
    assert second.previous_response_id == first.id
    kinds = [item.type for item in responses.input_items.list(second.id, order="asc")]
    assert kinds[0] == "message" and kinds[-1] == "function_call_output"


def test_retrieves_replays_and_deletes():
    told = responses.create(model=MODELS[0], input="Say hello.")
    assert responses.retrieve(told.id).to_dict() == told.to_dict()
    events = list(responses.retrieve(told.id, stream=True, starting_after=2))
    assert events[0].sequence_number == 3
    assert events[-1].response.output_text == told.output_text
    responses.delete(told.id)
    with pytest.raises(openai.NotFoundError):
        responses.retrieve(told.id)


@every_model
def test_runs_in_the_background(model):
    answer = responses.create(model=model, input="Say hello.", background=True)
    assert answer.status == "queued"
    deadline = time.monotonic() + 15
    while answer.status in ("queued", "in_progress"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        answer = responses.retrieve(answer.id)
    assert checked(answer).output_text


def test_tells_errors_by_their_types():
    with pytest.raises(openai.AuthenticationError) as wrong:
        client("not-a-key-of-this-gateway").responses.create(model=MODELS[0], input="x")
    assert wrong.value.code == "invalid_api_key"
    with pytest.raises(openai.NotFoundError) as unknown:
        responses.create(model="no-such-model", input="x")
    assert unknown.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError) as bad:
        responses.create(model=MODELS[0], input="x", previous_response_id="resp_none")
    assert bad.value.code == "previous_response_not_found"
    with pytest.raises(openai.RateLimitError):
        responses.create(model="sandbox/fault-rate-limit", input="x")


def test_counts_input_tokens():
    assert responses.input_tokens.count(model=MODELS[0], input="Say hello.").input_tokens > 0
