"""The official Python SDK's Responses API in front of the gateway: the same cases for each provider."""

import base64
import functools
import json
import time

import openai
import pydantic
import pytest
from openai.types.responses import Response, ResponseStreamEvent
from targets import (
    BASE_URL,
    BROKE_KEY,
    CALLERS,
    KEY,
    MOCKED,
    NARROW_KEY,
    THINKERS,
    alone,
    reads_documents,
)
from targets import RESPONSES as MODELS

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


@functools.cache
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


@every_model
def test_counts_input_tokens(model):
    assert responses.input_tokens.count(model=model, input="Say hello.").input_tokens > 0


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PICTURE = {"type": "input_image", "image_url": "data:image/png;base64," + PNG, "detail": "auto"}
PAPER = {
    "type": "input_file",
    "filename": "page.pdf",
    "file_data": "data:application/pdf;base64," + base64.b64encode(b"%PDF-1.4\n").decode(),
}


def ask_whole(**params):
    return checked(responses.create(**params))


def ask_streamed(**params):
    with responses.stream(**params) as stream:
        return stream.get_final_response()


either_way = pytest.mark.parametrize("ask", [ask_whole, ask_streamed])


def asked_of(*parts):
    text = {"type": "input_text", "text": "Describe the picture and the document."}
    return [{"role": "user", "content": [text, *parts]}]


@every_model
@either_way
def test_takes_pictures_and_documents(model, ask):
    assert ask(model=model, input=asked_of(PICTURE)).output_text
    if reads_documents(model):
        assert ask(model=model, input=asked_of(PICTURE, PAPER)).output_text
    else:
        with pytest.raises(openai.UnprocessableEntityError):
            ask(model=model, input=asked_of(PAPER))


@either_way
@pytest.mark.parametrize("model", CALLERS)
def test_calls_tools_in_parallel_over_two_turns(model, ask):
    history = [{"role": "user", "content": "How warm is it in both cities?"}]
    tools = [{**TOOLS[0], "name": "get_temperature"}]
    first = ask(model=model, input=history, tools=tools)
    calls = [item for item in first.output if item.type == "function_call"]
    assert len({call.call_id for call in calls}) == 2
    history += [item.to_dict() for item in first.output]
    history += [
        {"type": "function_call_output", "call_id": call.call_id, "output": "21"} for call in calls
    ]
    assert ask(model=model, input=history, tools=tools).output_text


@either_way
@pytest.mark.parametrize("model", THINKERS)
def test_thinks_over_two_turns(model, ask):
    more = {"reasoning": {"effort": "low", "summary": "auto"}, "include": ["reasoning.encrypted_content"]}
    history = [{"role": "user", "content": "Please ponder."}]
    first = ask(model=model, input=history, store=False, **more)
    assert first.output[0].type == "reasoning"
    assert first.output[0].summary[0].text
    history += [item.to_dict() for item in first.output]
    history += [{"role": "user", "content": "Go on, ponder."}]
    assert ask(model=model, input=history, store=False, **more).output_text


@pytest.mark.parametrize("model", MOCKED)
@either_way
def test_a_providers_rate_limit_keeps_its_wait(model, ask):
    with pytest.raises(openai.RateLimitError) as caught:
        ask(model=alone(model), input="refuse")
    assert int(caught.value.response.headers["retry-after"]) >= 1


def test_a_key_without_money_or_rights_is_told_so():
    for key, status in (BROKE_KEY, 402), (NARROW_KEY, 403):
        with pytest.raises(openai.APIStatusError) as caught:
            client(key).responses.create(model=MOCKED[0], input="Hi")
        assert caught.value.status_code == status


def test_what_was_not_begun_in_the_background_cannot_be_cancelled():
    told = responses.create(model=MODELS[0], input="Say hello.")
    with pytest.raises(openai.APIStatusError) as caught:
        responses.cancel(told.id)
    assert caught.value.status_code in (400, 409)
