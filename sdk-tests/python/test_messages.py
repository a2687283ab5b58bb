"""The official Anthropic SDK in front of the gateway: the same cases for each provider."""

import base64
import functools
import json
import struct
import zlib

import anthropic
import pytest
from anthropic._exceptions import OverloadedError
from targets import (
    BASE_URL,
    BROKE_KEY,
    CALLERS,
    KEY,
    MOCKED,
    MODELS,
    NARROW_KEY,
    THINKERS,
    alone,
    counts,
    forces_tools,
    reads_documents,
)

HELLO = [{"role": "user", "content": "Say hello."}]
CITIES = [{"role": "user", "content": "How warm is it in both cities?"}]
TOOLS = [
    {
        "name": "get_temperature",
        "description": "How warm it is in one of the cities.",
        "input_schema": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
    }
]
PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


@functools.cache
def client(key=KEY):
    return anthropic.Anthropic(base_url=BASE_URL, api_key=key, max_retries=0, timeout=20)


def create(model, messages, **more):
    return client().messages.create(model=model, max_tokens=4000, messages=messages, **more)


def streamed(model, messages, **more):
    with client().messages.stream(
        model=model, max_tokens=4000, messages=messages, **more
    ) as stream:
        for _ in stream:
            pass
        return stream.get_final_message()


def png():
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )


def encoded(data):
    return base64.b64encode(data).decode()


every_model = pytest.mark.parametrize("model", MODELS)
mocked_model = pytest.mark.parametrize("model", MOCKED)
either_way = pytest.mark.parametrize("ask", [create, streamed])


def text(message):
    return "".join(block.text for block in message.content if block.type == "text")


@every_model
@either_way
def test_answers_with_text(model, ask):
    message = ask(model, HELLO)
    assert message.type == "message"
    assert message.role == "assistant"
    assert message.id
    assert message.stop_reason == "end_turn"
    assert text(message)
    if counts(model):
        assert message.usage.input_tokens > 0
        assert message.usage.output_tokens > 0


def test_names_the_request():
    assert create(MODELS[0], HELLO)._request_id


@every_model
def test_streams_text_as_it_comes(model):
    with client().messages.stream(model=model, max_tokens=100, messages=HELLO) as stream:
        pieces = list(stream.text_stream)
        assert "".join(pieces) == text(stream.get_final_message())
    assert len(pieces) > 1


@pytest.mark.parametrize("model", filter(counts, MOCKED))
@either_way
def test_counts_the_tokens_that_the_provider_counted(model, ask):
    usage = ask(model, HELLO).usage
    assert (usage.input_tokens, usage.output_tokens) == (11, 7)


@either_way
@pytest.mark.parametrize("model", CALLERS)
def test_calls_tools_in_parallel_and_reads_their_results(model, ask):
    first = ask(model, CITIES, tools=TOOLS)
    assert first.stop_reason == "tool_use"
    calls = [block for block in first.content if block.type == "tool_use"]
    assert len(calls) == 2
    assert len({call.id for call in calls}) == 2
    assert all(call.name == "get_temperature" and "city" in call.input for call in calls)
    results = [
        {"type": "tool_result", "tool_use_id": calls[0].id, "content": "21"},
        {
            "type": "tool_result",
            "tool_use_id": calls[1].id,
            "content": [{"type": "text", "text": "25"}],
        },
    ]
    second = ask(
        model,
        [
            *CITIES,
            {"role": "assistant", "content": first.content},
            {"role": "user", "content": results},
        ],
        tools=TOOLS,
    )
    assert second.stop_reason == "end_turn"
    assert text(second)


@pytest.mark.parametrize("model", filter(forces_tools, MODELS))
def test_forces_a_tool(model):
    message = create(
        model, CITIES, tools=TOOLS, tool_choice={"type": "tool", "name": "get_temperature"}
    )
    assert any(block.type == "tool_use" for block in message.content)


PICTURE = {
    "type": "image",
    "source": {"type": "base64", "media_type": "image/png", "data": encoded(png())},
}
PAPER = {
    "type": "document",
    "title": "page.pdf",
    "source": {
        "type": "base64",
        "media_type": "application/pdf",
        "data": encoded(b"%PDF-1.4\n%%EOF\n"),
    },
}


def asked_of(*parts):
    content = [*parts, {"type": "text", "text": "Describe the picture and the document."}]
    return [{"role": "user", "content": content}]


@every_model
@either_way
def test_takes_pictures_and_documents(model, ask):
    assert text(ask(model, asked_of(PICTURE)))
    if reads_documents(model):
        assert text(ask(model, asked_of(PICTURE, PAPER)))
    else:
        with pytest.raises(anthropic.UnprocessableEntityError):
            ask(model, asked_of(PAPER))


@every_model
@either_way
def test_answers_in_the_form_of_a_schema(model, ask):
    message = ask(
        model,
        [{"role": "user", "content": "Invent a person."}],
        extra_body={"output_config": {"format": {"type": "json_schema", "schema": PERSON}}},
    )
    person = json.loads(text(message))
    assert sorted(person) == ["age", "name"]
    assert isinstance(person["age"], int)


@either_way
@pytest.mark.parametrize("model", THINKERS)
def test_thinks_over_two_turns(model, ask):
    question = [{"role": "user", "content": "Please ponder."}]
    first = ask(model, question, thinking={"type": "enabled", "budget_tokens": 1024})
    thoughts = [block for block in first.content if block.type == "thinking"]
    assert thoughts and thoughts[0].thinking and thoughts[0].signature
    assert first.content[0].type == "thinking"
    second = ask(
        model,
        [
            *question,
            {"role": "assistant", "content": first.content},
            {"role": "user", "content": "Go on, ponder."},
        ],
        thinking={"type": "enabled", "budget_tokens": 1024},
    )
    assert text(second)


def test_carries_a_conversation_from_model_to_model():
    messages = [{"role": "user", "content": "Please ponder."}]
    for model in [*THINKERS[1:], "sandbox/chat", *MOCKED]:
        answer = create(model, messages)
        messages += [
            {"role": "assistant", "content": answer.content},
            {"role": "user", "content": "Please ponder on."},
        ]


@every_model
def test_counts_tokens(model):
    short = client().messages.count_tokens(model=model, messages=HELLO).input_tokens
    long = client().messages.count_tokens(
        model=model,
        messages=[{"role": "user", "content": "Say hello. " * 200}],
        system="Be brief.",
        tools=TOOLS,
    )
    assert 0 < short
    assert short <= long.input_tokens


def test_lists_the_models_over_pages():
    models = list(client().models.list(limit=100))
    assert len(models) > 100
    assert "sandbox/chat" in [model.id for model in models]
    assert all(model.type == "model" and model.display_name for model in models)


def test_retrieves_a_model_whose_name_has_a_slash():
    model = client().models.retrieve("sandbox/chat")
    assert model.id == "sandbox/chat"
    assert model.created_at.year >= 1970


def test_beta_messages_are_the_same():
    message = client().beta.messages.create(
        model="anthropic-mock/claude-sonnet-4-5", max_tokens=100, messages=HELLO, betas=["context-1m-2025-08-07"]
    )
    assert message.content[0].text


def refused(kind, error_type, call):
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    assert error.request_id
    assert error.body["type"] == "error"
    assert error.body["error"]["type"] == error_type
    assert error.body["error"]["message"]
    return error


def test_a_wrong_key_is_an_authentication_error():
    wrong = client("not-a-key-of-this-gateway")
    refused(
        anthropic.AuthenticationError,
        "authentication_error",
        lambda: wrong.messages.create(model=MODELS[0], max_tokens=9, messages=HELLO),
    )


def test_an_unknown_model_is_not_found():
    refused(anthropic.NotFoundError, "not_found_error", lambda: create("no-such-model", HELLO))
    refused(
        anthropic.NotFoundError,
        "not_found_error",
        lambda: client().models.retrieve("sandbox/no-such-model"),
    )


def test_a_field_of_a_wrong_type_is_a_bad_request():
    refused(anthropic.BadRequestError, "invalid_request_error", lambda: create(MODELS[0], "hello"))


def test_what_a_target_cannot_do_is_unprocessable():
    refused(
        anthropic.UnprocessableEntityError,
        "invalid_request_error",
        lambda: create(
            MOCKED[0], HELLO, tools=[{"type": "web_search_20250305", "name": "web_search"}]
        ),
    )


@pytest.mark.parametrize(
    "fault, status, error_type, kind",
    [
        ("rate_limit", 429, "rate_limit_error", anthropic.RateLimitError),
        ("overloaded", 529, "overloaded_error", OverloadedError),
        ("server_error", 502, "api_error", anthropic.InternalServerError),
        ("unreachable", 502, "api_error", anthropic.InternalServerError),
        ("auth", 502, "api_error", anthropic.InternalServerError),
        ("context_length", 400, "invalid_request_error", anthropic.BadRequestError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_failures_are_typed_errors(fault, status, error_type, kind, stream):
    error = refused(
        kind,
        error_type,
        lambda: create("sandbox/chat@fault=" + fault, HELLO, stream=stream),
    )
    assert error.status_code == status


@pytest.mark.parametrize("fault", ["cut", "no_end", "malformed"])
def test_a_broken_stream_is_an_error_and_never_an_answer(fault):
    with pytest.raises(anthropic.APIStatusError) as caught:
        streamed("sandbox/chat@fault=" + fault, HELLO)
    assert caught.value.body["error"]["type"] == "api_error"


def test_an_overlong_prompt_is_told_in_the_words_that_agents_look_for():
    with pytest.raises(anthropic.BadRequestError, match="prompt is too long"):
        create("sandbox/chat@fault=context_length", HELLO)


@mocked_model
@either_way
def test_a_providers_rate_limit_keeps_its_wait(model, ask):
    with pytest.raises(anthropic.RateLimitError) as caught:
        ask(alone(model), [{"role": "user", "content": "refuse"}])
    assert int(caught.value.response.headers["retry-after"]) >= 1


def test_a_key_without_money_or_rights_is_told_so():
    for key, status in (BROKE_KEY, 402), (NARROW_KEY, 403):
        with pytest.raises(anthropic.APIStatusError) as caught:
            client(key).messages.create(model=MOCKED[0], max_tokens=9, messages=HELLO)
        assert caught.value.status_code == status
    assert type(caught.value) is anthropic.PermissionDeniedError


def test_too_large_a_request_is_told_so():
    with pytest.raises(anthropic.APIStatusError) as caught:
        create(MODELS[0], [{"role": "user", "content": "x" * (33 << 20)}])
    assert caught.value.status_code == 413


def test_a_gateway_that_is_away_or_silent_is_told_so():
    away = anthropic.Anthropic(base_url="http://127.0.0.1:9", api_key=KEY, max_retries=0)
    with pytest.raises(anthropic.APIConnectionError):
        away.messages.create(model=MODELS[0], max_tokens=9, messages=HELLO)
    with pytest.raises(anthropic.APITimeoutError):
        client().with_options(timeout=0.2).messages.create(
            model="sandbox/chat@latency=2s", max_tokens=9, messages=HELLO
        )
