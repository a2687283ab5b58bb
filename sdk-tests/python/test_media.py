"""The official Python SDK's embeddings and media in front of the gateway."""

import base64
import io
import math
import struct
import wave

import openai
import pytest
from google import genai
from google.genai import types
from targets import BASE_URL, EMBEDDERS, KEY

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def client():
    return openai.OpenAI(base_url=BASE_URL, api_key=KEY, max_retries=0, timeout=30)


def size(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("model", EMBEDDERS)
def test_embeds_in_the_order_asked(client, model):
    one = client.embeddings.create(model=model, input="one").data[0].embedding
    both = client.embeddings.create(model=model, input=["two", "one"])
    assert [item.index for item in both.data] == [0, 1]
    assert both.data[1].embedding == pytest.approx(one)
    assert all(isinstance(value, float) for value in one)


@pytest.mark.parametrize("model", EMBEDDERS)
def test_base64_and_floats_are_the_same_vector(client, model):
    packed = client.embeddings.create(model=model, input="one", encoding_format="base64").data[0].embedding
    floats = client.embeddings.create(model=model, input="one", encoding_format="float").data[0].embedding
    unpacked = struct.unpack(f"<{len(floats)}f", base64.b64decode(packed)) if isinstance(packed, str) else packed
    assert list(unpacked) == pytest.approx(floats, abs=1e-6)


def test_vectors_have_the_size_asked_for_and_unit_length(client):
    vector = client.embeddings.create(model="sandbox/embed", input="one two", dimensions=64).data[0].embedding
    assert len(vector) == 64
    assert math.sqrt(sum(v * v for v in vector)) == pytest.approx(1, abs=1e-5)


def test_draws_a_picture_of_the_size_asked_for(client):
    drawn = client.images.generate(model="sandbox/image", prompt="a red ball", size="256x256", n=2)
    assert len(drawn.data) == 2
    assert size(base64.b64decode(drawn.data[0].b64_json)) == (256, 256)
    assert drawn.usage.total_tokens > 0


def test_a_mocked_provider_draws(client):
    assert client.images.generate(model="openai-mock/gpt-image-1", prompt="a boat").data


@pytest.mark.parametrize("model", ["sandbox/image", "openai-mock/gpt-image-1"])
def test_changes_pictures(client, model):
    edited = client.images.edit(model=model, prompt="a blue box", image=("a.png", PNG, "image/png"))
    assert edited.data[0].b64_json or edited.data[0].url
    both = client.images.edit(
        model=model, prompt="x", image=[("a.png", PNG, "image/png"), ("b.png", PNG, "image/png")]
    )
    assert both.data


def test_streams_a_picture(client):
    events = list(client.images.generate(model="sandbox/image", prompt="x", size="256x256", stream=True))
    assert events[-1].type == "image_generation.completed"
    assert size(base64.b64decode(events[-1].b64_json)) == (256, 256)


def test_speaks_and_understands_itself(client):
    text = "Hello from the gateway. Two sentences."
    sound = client.audio.speech.create(
        model="sandbox/speech", voice="alloy", input=text, response_format="wav"
    ).read()
    with wave.open(io.BytesIO(sound)) as spoken:
        assert spoken.getframerate() == 24000
        assert spoken.getnframes() / 24000 == pytest.approx(len(text) / 15, rel=0.2)
    heard = client.audio.transcriptions.create(model="sandbox/transcribe", file=("a.wav", sound))
    assert heard.text == text
    verbose = client.audio.transcriptions.create(
        model="sandbox/transcribe",
        file=("a.wav", sound),
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    assert [s.text for s in verbose.segments] == ["Hello from the gateway.", "Two sentences."]
    assert verbose.words[0].word == "Hello"
    plain = client.audio.transcriptions.create(
        model="sandbox/transcribe", file=("a.wav", sound), response_format="text"
    )
    assert plain.strip() == text
    translated = client.audio.translations.create(model="sandbox/transcribe", file=("a.wav", sound))
    assert translated.text == text


def test_streams_speech_and_a_transcript(client):
    with client.audio.speech.with_streaming_response.create(
        model="sandbox/speech", voice="alloy", input="Hi there.", response_format="wav"
    ) as answer:
        pieces = list(answer.iter_bytes(4096))
    assert len(pieces) > 1
    events = list(
        client.audio.transcriptions.create(
            model="sandbox/transcribe", file=("a.wav", b"".join(pieces)), stream=True
        )
    )
    assert events[-1].type == "transcript.text.done"
    assert events[-1].text == "Hi there."


def test_a_mocked_provider_speaks_and_listens(client):
    # The model is one that tells no usage in events: the bytes come as they are.
    assert client.audio.speech.create(model="openai-mock/tts-1", voice="alloy", input="hi").read()
    heard = client.audio.transcriptions.create(model="openai-mock/whisper-1", file=("a.wav", b"RIFF0000WAVE"))
    assert isinstance(heard.text, str)


@pytest.mark.parametrize("model", ["sandbox/moderate", "openai-mock/omni-moderation-latest"])
def test_judges(client, model):
    judged = client.moderations.create(model=model, input="have a nice day")
    assert [result.flagged for result in judged.results] == [False]


def test_judges_in_the_sandboxes_name(client):
    judged = client.moderations.create(model="sandbox/moderate", input="I will kill you")
    assert judged.results[0].flagged
    assert judged.results[0].categories.violence
    assert "sandbox" in judged.id


def test_errors_are_typed(client):
    with pytest.raises(openai.BadRequestError) as wrong:
        client.embeddings.create(model="sandbox/embed", input="")
    assert wrong.value.param == "input"
    with pytest.raises(openai.NotFoundError):
        client.images.generate(model="no-such-model", prompt="x")
    with pytest.raises(openai.UnprocessableEntityError):
        client.audio.speech.create(model="sandbox/speech", voice="a", input="x", response_format="mp3")
    with pytest.raises(openai.RateLimitError):
        client.embeddings.create(model="sandbox/fault-rate-limit", input="x")


@pytest.fixture(scope="module")
def google():
    return genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=BASE_URL, timeout=30_000))


@pytest.mark.parametrize("model", EMBEDDERS)
def test_google_embeds(google, model):
    both = google.models.embed_content(model=model, contents=["two", "one"])
    one = google.models.embed_content(model=model, contents="one")
    assert len(both.embeddings) == 2
    assert both.embeddings[1].values == pytest.approx(one.embeddings[0].values)
