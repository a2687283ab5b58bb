"""OpenAI's Python SDK speaks its Realtime API with models of every kind: two turns, one of them with a tool."""

import array
import asyncio
import base64
import math

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


def spoken():
    """A tone of 0.6 s and 0.9 s of silence, 16 bits at 24 kHz."""
    tone = (round(12_000 * math.sin(2 * math.pi * 440 * i / 24_000)) for i in range(14_400))
    return array.array("h", tone).tobytes() + bytes(48 * 900)


async def converse(model):
    client = AsyncOpenAI(api_key=KEY, base_url=BASE_URL)
    async with client.realtime.connect(model=model) as connection:
        await until(connection, "session.created")
        listening = {"transcription": {"model": "whisper-1"}, "turn_detection": {"type": "server_vad"}}
        await connection.session.update(
            session={"type": "realtime", "output_modalities": ["audio"], "audio": {"input": listening}}
        )
        await until(connection, "session.updated")
        for _ in range(2):
            sound = spoken()
            for at in range(0, len(sound), 4_800):
                await connection.input_audio_buffer.append(audio=base64.b64encode(sound[at : at + 4_800]).decode())
            await until(connection, "input_audio_buffer.speech_started")
            first = await until(connection, "response.output_audio.delta")
            assert base64.b64decode(first.delta)
            done = await until(connection, "response.done")
            assert done.response.status == "completed"
            assert done.response.output[0].content[0].transcript


# The mock neither hears nor speaks in sessions that it holds: these are asked turn by turn.
@pytest.mark.parametrize("model", ["chat-mock/gpt-4o", "gemini-mock/gemini-2.5-flash", "sandbox/chat"])
def test_hears_and_speaks_over_two_turns(model):
    asyncio.run(converse(model))
