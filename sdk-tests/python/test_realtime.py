"""OpenAI's Python SDK speaks its Realtime API with models of every kind: two turns, one of them with a tool."""

import asyncio

import pytest
from openai import AsyncOpenAI

from targets import BASE_URL, KEY, VOICES

TOOL = {
    "type": "function",
    "name": "get_tide",
    "description": "The tide at a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


async def until(connection, kind):
    while True:
        event = await asyncio.wait_for(connection.recv(), 15)
        assert event.type != "error", event
        if event.type == kind:
            return event


async def ask(connection, item):
    await connection.conversation.item.create(item=item)
    await connection.response.create()


async def answer(connection):
    text, calls = "", []
    while True:
        event = await asyncio.wait_for(connection.recv(), 15)
        assert event.type != "error", event
        # The mock still uses the names of the beta.
        if event.type in ("response.output_text.delta", "response.text.delta"):
            text += event.delta
        elif event.type == "response.function_call_arguments.done":
            calls.append(event)
        elif event.type == "response.done":
            return text, calls, event.response


def said(text):
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


async def speak(model):
    sandbox = model.startswith("sandbox")
    client = AsyncOpenAI(api_key=KEY, base_url=BASE_URL)
    async with client.realtime.connect(model=model) as connection:
        await until(connection, "session.created")
        await connection.session.update(
            session={"type": "realtime", "output_modalities": ["text"], "instructions": "Be brief.", "tools": [TOOL]}
        )
        await until(connection, "session.updated")
        if not sandbox:
            await ask(connection, said("Please greet the harbour"))
            assert (await answer(connection))[0] == "Good morning, harbour."

        await ask(connection, said("Say the tide at Ystad"))
        _, calls, response = await answer(connection)
        assert response.status == "completed"
        call = calls[0].call_id
        await ask(connection, {"type": "function_call_output", "call_id": call, "output": "out"})
        text, _, _ = await answer(connection)
        assert "out" in text if sandbox else text == "The tide is out at Ystad."
        if sandbox:
            await ask(connection, said("Thank you"))
            assert (await answer(connection))[2].status == "completed"


@pytest.mark.parametrize("model", VOICES)
def test_speaks_over_two_turns(model):
    asyncio.run(speak(model))
