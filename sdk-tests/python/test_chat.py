"""The official Python SDK in front of the gateway: the same cases for each provider."""

import functools
import json

import openai
import pytest
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
    reads_documents,
)

HELLO = [{"role": "user", "content": "Say hello."}]
WEATHER = [{"role": "user", "content": "What is the weather in Paris?"}]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather of a city.",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
                "additionalProperties": False,
            },
            "strict": True,
        },
    }
]
PERSON = {
    "type": "json_schema",
    "json_schema": {
        "name": "person",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
            "required": ["name", "age"],
            "additionalProperties": False,
        },
    },
}


@functools.cache
def client(key=KEY):
    return openai.OpenAI(base_url=BASE_URL, api_key=key, max_retries=0, timeout=20)


every_model = pytest.mark.parametrize("model", MODELS)


@every_model
def test_answers_with_text(model):
    answer = client().chat.completions.create(model=model, messages=HELLO)
    choice = answer.choices[0]
    assert answer.object == "chat.completion"
    assert answer.id
    assert choice.finish_reason == "stop"
    assert choice.message.role == "assistant"
    assert choice.message.content
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert answer._request_id


@every_model
def test_streams_through_the_accumulator(model):
    ids, usages, deltas = set(), [], []
    with client().chat.completions.stream(
        model=model, messages=HELLO, stream_options={"include_usage": True}
    ) as stream:
        for event in stream:
            if event.type == "chunk":
                ids.add(event.chunk.id)
                if event.chunk.usage:
                    usages.append(event.chunk.usage)
            elif event.type == "content.delta":
                deltas.append(event.delta)
        whole = stream.get_final_completion()
    assert len(ids) == 1
    assert len(usages) == 1
    assert len(deltas) > 1
    assert "".join(deltas) == whole.choices[0].message.content
    assert whole.choices[0].finish_reason == "stop"


@every_model
def test_streams_no_usage_unless_asked(model):
    chunks = list(client().chat.completions.create(model=model, messages=HELLO, stream=True))
    assert all(chunk.usage is None for chunk in chunks)
    assert all(chunk.choices for chunk in chunks)


def second_turn(message):
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": '{"degrees": 21}'}
        for call in message.tool_calls
    ]
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.function.name, "arguments": call.function.arguments},
        }
        for call in message.tool_calls
    ]
    return WEATHER + [{"role": "assistant", "content": None, "tool_calls": calls}] + results


@every_model
def test_calls_a_tool_and_reads_its_result(model):
    first = client().chat.completions.create(model=model, messages=WEATHER, tools=TOOLS)
    choice = first.choices[0]
    assert choice.finish_reason == "tool_calls"
    assert choice.message.tool_calls[0].id
    assert choice.message.tool_calls[0].function.name == "get_weather"
    assert "city" in json.loads(choice.message.tool_calls[0].function.arguments)
    second = client().chat.completions.create(
        model=model, messages=second_turn(choice.message), tools=TOOLS
    )
    assert second.choices[0].finish_reason == "stop"
    assert second.choices[0].message.content


@every_model
def test_streams_a_tool_call_and_the_answer_to_its_result(model):
    with client().chat.completions.stream(model=model, messages=WEATHER, tools=TOOLS) as stream:
        stream.until_done()
        first = stream.get_final_completion().choices[0]
    assert first.finish_reason == "tool_calls"
    assert first.message.tool_calls[0].function.name == "get_weather"
    assert "city" in json.loads(first.message.tool_calls[0].function.arguments)
    with client().chat.completions.stream(
        model=model, messages=second_turn(first.message), tools=TOOLS
    ) as stream:
        stream.until_done()
        second = stream.get_final_completion().choices[0]
    assert second.finish_reason == "stop"
    assert second.message.content


@every_model
def test_answers_in_the_form_of_a_schema(model):
    answer = client().chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": "Invent a person."}],
        response_format=PERSON,
    )
    person = json.loads(answer.choices[0].message.content)
    assert sorted(person) == ["age", "name"]
    assert isinstance(person["name"], str)
    assert isinstance(person["age"], int)


def test_lists_the_models():
    models = list(client().models.list())
    assert "sandbox/chat" in [model.id for model in models]
    assert all(model.object == "model" and model.owned_by for model in models)


def test_retrieves_a_model_whose_name_has_a_slash():
    assert client().models.retrieve("sandbox/chat").id == "sandbox/chat"


def refused(kind, call):
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    assert error.request_id
    assert error.body["message"]
    assert error.body["type"]
    return error


def test_a_wrong_key_is_an_authentication_error():
    wrong = client("not-a-key-of-this-gateway")
    error = refused(
        openai.AuthenticationError,
        lambda: wrong.chat.completions.create(model=MODELS[0], messages=HELLO),
    )
    assert error.code == "invalid_api_key"


def test_an_unknown_model_is_not_found():
    error = refused(
        openai.NotFoundError,
        lambda: client().chat.completions.create(model="no-such-model", messages=HELLO),
    )
    assert error.code == "model_not_found"


def test_an_unknown_model_cannot_be_retrieved():
    refused(openai.NotFoundError, lambda: client().models.retrieve("sandbox/no-such-model"))


def test_a_field_of_a_wrong_type_is_a_bad_request():
    error = refused(
        openai.BadRequestError,
        lambda: client().chat.completions.create(model=MODELS[0], messages="hello"),
    )
    assert error.param == "messages"


@pytest.mark.parametrize("stream", [False, True])
def test_a_rate_limit_is_a_rate_limit_error(stream):
    refused(
        openai.RateLimitError,
        lambda: client().chat.completions.create(
            model="sandbox/fault-rate-limit", messages=HELLO, stream=stream
        ),
    )


@pytest.mark.parametrize("model", filter(counts, MOCKED))
def test_counts_the_tokens_that_the_provider_counted(model):
    whole = client().chat.completions.create(model=model, messages=HELLO).usage
    chunks = client().chat.completions.create(
        model=model, messages=HELLO, stream=True, stream_options={"include_usage": True}
    )
    streamed = [chunk.usage for chunk in chunks if chunk.usage][-1]
    for usage in whole, streamed:
        assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (11, 7, 18)


@pytest.mark.parametrize("model", MOCKED)
def test_a_providers_rate_limit_keeps_its_wait(model):
    error = refused(
        openai.RateLimitError,
        lambda: client().chat.completions.create(
            model=alone(model), messages=[{"role": "user", "content": "refuse"}]
        ),
    )
    assert int(error.response.headers["retry-after"]) >= 1


def temperature_tool():
    tool = json.loads(json.dumps(TOOLS[0]).replace("get_weather", "get_temperature"))
    return [tool]


def ask_whole(**params):
    return client().chat.completions.create(**params).choices[0]


def ask_streamed(**params):
    with client().chat.completions.stream(**params) as stream:
        return stream.get_final_completion().choices[0]


either_way = pytest.mark.parametrize("ask", [ask_whole, ask_streamed])


@either_way
@pytest.mark.parametrize("model", CALLERS)
def test_calls_tools_in_parallel_over_two_turns(model, ask):
    question = [{"role": "user", "content": "How warm is it in both cities?"}]
    tools = temperature_tool()
    first = ask(model=model, messages=question, tools=tools)
    assert first.finish_reason == "tool_calls"
    assert len({call.id for call in first.message.tool_calls}) == 2
    messages = question + second_turn(first.message)[1:]
    second = ask(model=model, messages=messages, tools=tools)
    assert second.finish_reason == "stop"
    assert second.message.content


PICTURE = {
    "type": "image_url",
    "image_url": {
        "url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    },
}
PAPER = {
    "type": "file",
    "file": {"filename": "page.pdf", "file_data": "data:application/pdf;base64,JVBERi0xLjQK"},
}


def asked_of(*parts):
    text = {"type": "text", "text": "Describe the picture and the document."}
    return [{"role": "user", "content": [text, *parts]}]


@every_model
@either_way
def test_takes_pictures_and_documents(model, ask):
    assert ask(model=model, messages=asked_of(PICTURE)).message.content
    if reads_documents(model):
        assert ask(model=model, messages=asked_of(PICTURE, PAPER)).message.content
    else:
        with pytest.raises(openai.UnprocessableEntityError):
            ask(model=model, messages=asked_of(PAPER))


@either_way
@pytest.mark.parametrize("model", THINKERS)
def test_thinks_over_two_turns(model, ask):
    question = [{"role": "user", "content": "Please ponder."}]
    first = ask(model=model, messages=question, reasoning_effort="low").message
    assert first.content
    assert first.reasoning_content  # not in the SDK's types: what several vendors say
    second = ask(
        model=model,
        messages=[
            *question,
            first.to_dict(),
            {"role": "user", "content": "Go on, ponder."},
        ],
        reasoning_effort="low",
    )
    assert second.message.content


def test_a_key_without_money_or_rights_is_told_so():
    for key, status in (BROKE_KEY, 402), (NARROW_KEY, 403):
        with pytest.raises(openai.APIStatusError) as caught:
            client(key).chat.completions.create(model=MOCKED[0], messages=HELLO)
        assert caught.value.status_code == status
    assert type(caught.value) is openai.PermissionDeniedError


def test_too_large_a_request_is_told_so():
    with pytest.raises(openai.APIStatusError) as caught:
        ask_whole(model=MODELS[0], messages=[{"role": "user", "content": "x" * (33 << 20)}])
    assert caught.value.status_code == 413


def test_what_a_target_cannot_do_is_unprocessable():
    refused(
        openai.UnprocessableEntityError,
        lambda: ask_whole(model="anthropic-mock/claude-sonnet-4-5", messages=HELLO, logprobs=True),
    )


def test_a_gateway_that_is_away_or_silent_is_told_so():
    away = openai.OpenAI(base_url="http://127.0.0.1:9", api_key=KEY, max_retries=0)
    with pytest.raises(openai.APIConnectionError):
        away.chat.completions.create(model=MODELS[0], messages=HELLO)
    with pytest.raises(openai.APITimeoutError):
        client().with_options(timeout=0.2).chat.completions.create(
            model="sandbox/chat@latency=2s", messages=HELLO
        )


@pytest.mark.parametrize("deployment", [None, "sandbox/chat"])
def test_a_client_for_azure_finds_its_routes(deployment):
    azure = openai.AzureOpenAI(
        azure_endpoint=BASE_URL,
        azure_deployment=deployment,
        api_key=KEY,
        api_version="2024-10-21",
        max_retries=0,
        timeout=20,
    )
    answer = azure.chat.completions.create(model="sandbox/chat", messages=HELLO)
    assert answer.choices[0].message.content
    with azure.chat.completions.stream(model="sandbox/chat", messages=HELLO) as stream:
        assert stream.get_final_completion().choices[0].message.content
    if deployment is None:
        assert azure.responses.create(model="sandbox/chat", input="Say hello.").output_text
