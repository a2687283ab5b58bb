"""Providers that answer with deliberate defects: each is one typed error of each SDK, and never an answer."""

import json

import anthropic
import openai
import pytest
from google import genai
from google.genai import errors
from targets import BASE_URL, BEFORE, KEY, ODD, STATUSES, WAIT, WAITS, WITHIN, defective, told

chat = openai.OpenAI(base_url=BASE_URL, api_key=KEY, max_retries=0, timeout=20)
claude = anthropic.Anthropic(base_url=BASE_URL, api_key=KEY, max_retries=0, timeout=20)
google = genai.Client(api_key=KEY, http_options={"base_url": BASE_URL, "timeout": 20_000})
HELLO = [{"role": "user", "content": "Say hello."}]


def ask_chat(model, stream):
    if stream:
        with chat.chat.completions.stream(model=model, messages=HELLO) as events:
            return events.get_final_completion()
    return chat.chat.completions.create(model=model, messages=HELLO)


def ask_responses(model, stream):
    if stream:
        for event in chat.responses.create(model=model, input="Say hello.", stream=True):
            if event.type == "response.failed":
                assert event.response.error.code and event.response.error.message
                raise openai.APIError(event.response.error.message, None, body=None)
        return event
    return chat.responses.create(model=model, input="Say hello.")


def ask_messages(model, stream):
    if stream:
        with claude.messages.stream(model=model, max_tokens=99, messages=HELLO) as events:
            return events.get_final_message()
    return claude.messages.create(model=model, max_tokens=99, messages=HELLO)


def ask_google(model, stream):
    if stream:
        return list(google.models.generate_content_stream(model=model, contents="Say hello."))
    return google.models.generate_content(model=model, contents="Say hello.")


SURFACES = {
    "chat": (ask_chat, openai.APIError),
    "responses": (ask_responses, openai.APIError),
    "messages": (ask_messages, anthropic.APIError),
    "generate": (ask_google, errors.APIError),
}
every_surface = pytest.mark.parametrize("surface", SURFACES)
every_model = pytest.mark.parametrize("model", ODD)
either_way = pytest.mark.parametrize("stream", [False, True])


def refused(surface, model, stream):
    ask, kind = SURFACES[surface]
    with pytest.raises(kind) as caught:
        ask(model, stream)
    return caught.value


def status(error):
    return getattr(error, "status_code", None) or getattr(error, "code", None)


def waits(error):
    """Google's errors say it in their body."""
    if isinstance(error, errors.APIError):
        return next(one["retryDelay"] for one in error.details["error"]["details"] if "retryDelay" in one)
    return error.response.headers["retry-after"] + "s"


@every_surface
@every_model
@either_way
@pytest.mark.parametrize("said", STATUSES)
def test_a_status_is_a_typed_error(surface, model, stream, said):
    error = refused(surface, defective(model, f"status-{said}"), stream)
    assert status(error) == told(surface, model, said)
    assert error.message
    if said in WAITS:
        assert waits(error) == WAIT + "s"


@every_surface
@every_model
@either_way
@pytest.mark.parametrize("defect", BEFORE)
def test_no_answer_is_a_typed_error(surface, model, stream, defect):
    assert status(refused(surface, defective(model, defect), stream)) == 502


@every_surface
@every_model
@pytest.mark.parametrize("defect", WITHIN)
def test_a_broken_stream_is_a_typed_error(surface, model, defect):
    assert refused(surface, defective(model, defect), True).message


@every_surface
@every_model
def test_a_broken_body_is_a_typed_error(surface, model):
    assert status(refused(surface, defective(model, "cut"), False)) == 502


@every_surface
@every_model
@either_way
def test_what_can_be_read_is_an_answer(surface, model, stream):
    answer = SURFACES[surface][0](model, stream)
    told = [item.to_json_dict() for item in answer] if isinstance(answer, list) else None
    text = json.dumps(told) if told else answer.model_dump_json()
    assert "far side" in text or "gateway" in text
