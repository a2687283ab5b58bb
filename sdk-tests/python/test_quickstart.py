"""The three programs of the quick start: only the host and the key are others."""

import os

import anthropic
import pytest
from google import genai
from openai import OpenAI

BASE_URL = os.environ["SWITCHBOARD_SDK_BASE_URL"]
SANDBOX_URL = os.environ["SWITCHBOARD_SDK_SANDBOX_URL"]
KEY = os.environ["SWITCHBOARD_SDK_KEY"]

# A gateway with providers of the names that the programs use, and one that was started with --sandbox.
both = pytest.mark.parametrize("base_url", [BASE_URL, SANDBOX_URL], ids=["providers", "sandbox"])


@both
def test_openai(base_url):
    client = OpenAI(
        base_url=base_url,
        api_key=KEY,
    )
    response = client.chat.completions.create(
        model="openai/gpt-4o-mini",
        messages=[{"role": "user", "content": "Hi there!"}],
    )
    assert response.choices[0].message.content


@both
def test_anthropic(base_url):
    client = anthropic.Anthropic(
        base_url=base_url,
        api_key=KEY,
    )
    message = client.messages.create(
        model="anthropic/claude-sonnet-4.5",
        max_tokens=1024,
        messages=[{"role": "user", "content": "Hi there!"}],
    )
    assert message.content[0].text


@both
def test_gemini(base_url):
    client = genai.Client(
        api_key=KEY,
        http_options={"base_url": base_url},
    )
    response = client.models.generate_content(
        model="gcp/gemini-2.5-flash-eu",
        contents="Hi there!",
    )
    assert response.text
