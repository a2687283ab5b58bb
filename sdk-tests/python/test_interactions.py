"""Google's Python SDK and its Interactions API in front of the gateway: the same cases for each provider."""

import time

import pytest
from google import genai
from targets import BASE_URL, KEY, MODELS, counts

CLOCK = {
    "type": "function",
    "name": "get_time",
    "description": "The time.",
    "parameters": {"type": "object", "properties": {}},
}

if not hasattr(genai.Client(api_key="x"), "interactions"):
    pytest.skip("this SDK has no interactions", allow_module_level=True)
if int(genai.__version__.split(".")[0]) < 3:
    pytest.skip("this SDK speaks an older form of interactions", allow_module_level=True)

every_model = pytest.mark.parametrize("model", MODELS)
every_version = pytest.mark.parametrize("version", ["v1", "v1beta"])


@pytest.fixture(scope="module")
def client():
    return genai.Client(api_key=KEY, http_options={"base_url": BASE_URL, "timeout": 20_000})


@every_model
def test_answers_with_steps_and_usage(client, model):
    interaction = client.interactions.create(model=model, input="Say hello.")
    assert interaction.status == "completed"
    assert interaction.output_text
    assert interaction.steps[-1].type == "model_output"
    assert interaction.usage.total_tokens > 0 or not counts(model)


@every_version
def test_answers_under_every_version(version):
    client = genai.Client(api_key=KEY, http_options={"base_url": BASE_URL, "api_version": version})
    assert client.interactions.create(model="sandbox/chat", input="Say hello.").status == "completed"


@every_model
def test_streams_events_of_known_types(client, model):
    events = list(client.interactions.create(model=model, input="Say hello.", stream=True))
    types = [event.event_type for event in events]
    assert types[0] == "interaction.created"
    assert types[-1] == "interaction.completed"
    assert "UNKNOWN" not in types
    text = "".join(event.delta.text for event in events if event.event_type == "step.delta")
    assert text == events[-1].interaction.steps[-1].content[0].text
    assert [event.event_id for event in events] == [str(i + 1) for i in range(len(events))]


@every_model
def test_goes_on_retrieves_and_deletes(client, model):
    first = client.interactions.create(model=model, input="Say hello.")
    second = client.interactions.create(model=model, input="Again.", previous_interaction_id=first.id)
    assert second.previous_interaction_id == first.id
    kept = client.interactions.get(first.id, include_input=True)
    assert kept.output_text == first.output_text
    assert kept.input[0].content[0].text == "Say hello."
    told = list(client.interactions.get(first.id, stream=True, last_event_id="1"))
    assert [event.event_type for event in told] == ["step.start", "step.delta", "step.stop", "interaction.completed"]
    client.interactions.delete(first.id)
    with pytest.raises(Exception) as gone:
        client.interactions.get(first.id)
    assert gone.value.status_code == 404


@every_model
def test_runs_in_the_background(client, model):
    begun = client.interactions.create(model=model, input="Say hello.", background=True)
    assert begun.status == "in_progress"
    deadline = time.monotonic() + 10
    while begun.status == "in_progress" and time.monotonic() < deadline:
        time.sleep(0.05)
        begun = client.interactions.get(begun.id)
    assert begun.status == "completed"
    assert begun.output_text
    assert client.interactions.cancel(begun.id).status == "completed"


@every_model
def test_calls_a_function_and_takes_its_result(client, model):
    asked = client.interactions.create(model=model, input="How late is it?", tools=[CLOCK])
    assert asked.status == "requires_action"
    call = asked.steps[-1]
    assert (call.type, call.name) == ("function_call", "get_time")
    result = {"type": "function_result", "call_id": call.id, "name": call.name, "result": "noon"}
    answer = client.interactions.create(
        model=model, input=[result], tools=[CLOCK], previous_interaction_id=asked.id
    )
    assert answer.status == "completed"
    assert answer.output_text


@every_model
def test_streams_a_function_call(client, model):
    events = list(client.interactions.create(model=model, input="How late is it?", tools=[CLOCK], stream=True))
    started = [e.step.type for e in events if e.event_type == "step.start"]
    assert started[-1] == "function_call"
    assert events[-1].interaction.status == "requires_action"


def test_raises_the_types_of_errors(client):
    with pytest.raises(Exception) as unknown:
        client.interactions.create(model="nobody/nothing", input="Hi")
    assert unknown.value.status_code == 404
    stranger = genai.Client(api_key="wrong", http_options={"base_url": BASE_URL})
    with pytest.raises(Exception) as refused:
        stranger.interactions.create(model="sandbox/chat", input="Hi")
    assert refused.value.status_code == 401
    with pytest.raises(Exception) as agent:
        client.interactions.create(agent="deep-research-pro-preview-12-2025", input="Hi")
    assert agent.value.status_code == 422
