"""Google's Python SDK in front of the gateway: the same cases for each provider.

Runs with the newest SDK and, in an environment of its own, with the last of an older major.
"""

import base64
import functools
import json

import pytest
from google import genai
from google.genai import errors, types
from targets import (
    BASE_URL,
    BROKE_KEY,
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

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def get_weather(city: str) -> dict:
    """The weather of a city.

    Args:
        city: its name
    """
    return {"city": city, "degrees": 21}


DECLARED = types.Tool(
    function_declarations=[
        types.FunctionDeclaration(
            name="get_weather",
            description="The weather of a city.",
            parameters=types.Schema(
                type=types.Type.OBJECT,
                properties={"city": types.Schema(type=types.Type.STRING)},
                required=["city"],
            ),
        )
    ]
)
CLOCK = types.Tool(
    function_declarations=[types.FunctionDeclaration(name="get_time", description="The time.")]
)


@functools.cache
def client(key=KEY):
    return with_options(key)


def with_options(key=KEY, **options):
    return genai.Client(api_key=key, http_options={"base_url": BASE_URL, "timeout": 20_000, **options})


every_model = pytest.mark.parametrize("model", MODELS)
mocked_model = pytest.mark.parametrize("model", MOCKED)


@every_model
def test_answers_with_text(model):
    asked = client()
    answer = asked.models.generate_content(model=model, contents="Say hello.")
    assert answer.text
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP
    if not model.startswith(("gemini", "vertex")):  # whose answers go through as the mock made them
        assert answer.response_id and answer.model_version
    usage = answer.usage_metadata
    assert usage.prompt_token_count > 0 or not counts(model)
    assert usage.total_token_count >= usage.prompt_token_count + usage.candidates_token_count


@every_model
def test_streams_text(model):
    asked = client()
    chunks = list(asked.models.generate_content_stream(model=model, contents="Say hello."))
    assert len(chunks) > 2
    assert "".join(chunk.text or "" for chunk in chunks)
    assert chunks[-1].candidates[0].finish_reason == types.FinishReason.STOP
    assert chunks[-1].usage_metadata.prompt_token_count > 0 or not counts(model)
    assert len({chunk.response_id for chunk in chunks}) == 1


@every_model
def test_streams_what_it_answers_whole(model):
    asked = client()
    whole = asked.models.generate_content(model=model, contents="Say hello.").text
    chunks = asked.models.generate_content_stream(model=model, contents="Say hello.")
    assert "".join(chunk.text or "" for chunk in chunks) == whole


@every_model
def test_remembers_the_turns_of_a_chat(model):
    asked = client()
    chat = asked.chats.create(model=model)
    chat.send_message("Say hello.")
    list(chat.send_message_stream("Say hello again."))
    assert chat.send_message("And hello once more.").text
    history = chat.get_history(curated=True)
    assert [turn.role for turn in history if turn.role == "user"] == ["user"] * 3
    assert history[-1].role == "model"


@every_model
def test_calls_a_tool_and_reads_its_result(model):
    asked = client()
    config = types.GenerateContentConfig(tools=[DECLARED])
    question = types.UserContent("What is the weather in Paris?")
    answer = asked.models.generate_content(model=model, contents=question, config=config)
    [call] = answer.function_calls
    assert call.name == "get_weather"
    assert "city" in call.args
    result = types.Part.from_function_response(name=call.name, response={"degrees": 21})
    after = asked.models.generate_content(
        model=model,
        contents=[question, answer.candidates[0].content, types.Content(role="user", parts=[result])],
        config=config,
    )
    assert after.text and not after.function_calls


@mocked_model
def test_calls_tools_in_parallel_over_two_turns(model):
    asked = client()
    config = types.GenerateContentConfig(tools=[DECLARED])
    question = types.UserContent("How warm is it in each of the towns?")
    chunks = list(
        asked.models.generate_content_stream(model=model, contents=question, config=config)
    )
    said = [c.candidates[0].content for c in chunks if c.candidates and c.candidates[0].content]
    calls = [part.function_call for content in said for part in content.parts if part.function_call]
    assert [call.args["city"] for call in calls] == ["Paris", "Rome"]
    results = [
        types.Part(
            function_response=types.FunctionResponse(
                id=call.id, name=call.name, response={"degrees": 21}
            )
        )
        for call in calls
    ]
    after = asked.models.generate_content(
        model=model,
        contents=[question, *said, types.Content(role="user", parts=results)],
        config=config,
    )
    assert after.text == "Paris has 21 degrees, Rome has 25."


@every_model
def test_calls_functions_by_itself(model):
    asked = client()
    chat = asked.chats.create(
        model=model, config=types.GenerateContentConfig(tools=[get_weather])
    )
    answer = chat.send_message("What is the weather in Paris?")
    assert answer.text
    called = [
        part.function_call.name
        for turn in chat.get_history()
        for part in turn.parts
        if part.function_call
    ]
    assert called == ["get_weather"]


@pytest.mark.parametrize("model", filter(forces_tools, MOCKED))
def test_must_call_the_named_tool(model):
    config = types.GenerateContentConfig(
        tools=[DECLARED],
        tool_config=types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(
                mode="ANY", allowed_function_names=["get_weather"]
            )
        ),
    )
    asked = client()
    answer = asked.models.generate_content(
        model=model, contents="What is the weather in Paris?", config=config
    )
    assert answer.function_calls[0].name == "get_weather"


@every_model
def test_follows_a_schema(model):
    import pydantic

    class Person(pydantic.BaseModel):
        name: str
        age: int

    asked = client()
    answer = asked.models.generate_content(
        model=model,
        contents="Describe a person.",
        config=types.GenerateContentConfig(
            response_mime_type="application/json", response_schema=Person
        ),
    )
    assert isinstance(answer.parsed, Person)
    assert set(json.loads(answer.text)) == {"name", "age"}


PICTURE = types.Part.from_bytes(data=PIXEL, mime_type="image/png")
PAPER = types.Part.from_bytes(data=PDF, mime_type="application/pdf")


@mocked_model
def test_reads_pictures_and_documents(model):
    asked = client()

    def ask(*parts):
        contents = [*parts, "Describe the attachments."]
        return asked.models.generate_content(model=model, contents=contents).text

    assert ask(PICTURE) == "A picture and a document."
    if reads_documents(model):
        assert ask(PICTURE, PAPER) == "A picture and a document."
    else:
        with pytest.raises(errors.ClientError) as raised:
            ask(PAPER)
        assert raised.value.code == 422


@pytest.mark.parametrize("model", THINKERS)
def test_brings_thoughts_back_on_the_next_turn(model):
    config = types.GenerateContentConfig(
        tools=[CLOCK], thinking_config=types.ThinkingConfig(include_thoughts=True)
    )
    asked = client()
    chat = asked.chats.create(model=model, config=config)
    answer = chat.send_message("How late is it?")
    assert any(part.thought and part.text for part in answer.candidates[0].content.parts)
    [call] = answer.function_calls
    after = chat.send_message(
        types.Part.from_function_response(name=call.name, response={"time": "12:00"})
    )
    assert after.text and (model.startswith("sandbox") or after.text == "It is noon.")


@every_model
def test_counts_tokens(model):
    asked = client()
    assert asked.models.count_tokens(model=model, contents="Say hello.").total_tokens > 0


def test_lists_models_over_several_pages():
    asked = client()
    names = [model.name for model in asked.models.list(config={"page_size": 50})]
    assert len(names) > 50 and len(set(names)) == len(names)
    assert "models/sandbox/chat" in names


def test_tells_one_model():
    asked = client()
    model = asked.models.get(model="openai-mock/gpt-4o")
    assert model.name == "models/openai-mock/gpt-4o"
    assert model.input_token_limit == 128_000


def test_takes_every_version_of_the_api():
    for version in ("v1", "v1beta", "v1alpha"):
        asked = with_options(api_version=version)
        assert asked.models.generate_content(model="sandbox/chat", contents="Hi").text
        assert next(iter(asked.models.list(config={"page_size": 1}))).name


@pytest.mark.parametrize(
    "key, model, directive, error, code, status",
    [
        ("sb-wrong-key-wrong-key-wrong", "sandbox/chat", None, errors.ClientError, 401, "UNAUTHENTICATED"),
        (KEY, "no-such-model", None, errors.ClientError, 404, "NOT_FOUND"),
        (KEY, "sandbox/chat", "status=400", errors.ClientError, 400, "INVALID_ARGUMENT"),
        (KEY, "sandbox/chat", "status=429", errors.ClientError, 429, "RESOURCE_EXHAUSTED"),
        (KEY, "sandbox/chat", "status=500", errors.ServerError, 502, "UNAVAILABLE"),
        (KEY, "sandbox/chat", "status=503", errors.ServerError, 503, "UNAVAILABLE"),
    ],
)
def test_raises_typed_errors(key, model, directive, error, code, status):
    headers = {"x-switchboard-sandbox": directive} if directive else {}
    asked = with_options(key, headers=headers)
    with pytest.raises(error) as raised:
        asked.models.generate_content(model=model, contents="Hi")
    assert raised.value.code == code
    assert raised.value.status == status
    assert raised.value.message


def test_raises_an_error_in_the_middle_of_a_stream():
    asked = with_options(headers={"x-switchboard-sandbox": "fault=cut"})
    with pytest.raises(errors.ServerError) as raised:
        for _ in asked.models.generate_content_stream(model="sandbox/chat", contents="Tell me a story."):
            pass
    assert raised.value.status == "UNAVAILABLE"


@mocked_model
def test_refuses_what_the_provider_refuses(model):
    asked = client()
    with pytest.raises(errors.ClientError) as raised:
        asked.models.generate_content(model=alone(model), contents="Please refuse.")
    assert raised.value.code == 429


def test_a_key_without_money_or_rights_is_told_so():
    for key, status in (BROKE_KEY, 402), (NARROW_KEY, 403):
        asked = client(key)
        with pytest.raises(errors.ClientError) as raised:
            asked.models.generate_content(model=MOCKED[0], contents="Hi")
        assert raised.value.code == status


def test_too_large_a_request_is_told_so():
    asked = client()
    with pytest.raises(errors.ClientError) as raised:
        asked.models.generate_content(model=MODELS[0], contents="x" * (33 << 20))
    assert raised.value.code in (400, 413)


def test_runs_the_quickstart():
    """The published example with the address, the key and the model of a mock put in."""
    asked = genai.Client(api_key=KEY, http_options={"base_url": BASE_URL})
    response = asked.models.generate_content(
        model="gemini-mock/gemini-2.5-flash-eu", contents="Hi there! Say hello."
    )
    assert response.text
