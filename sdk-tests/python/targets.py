"""What every suite asks: one model for each family of providers, in front of the mock and of the odd server."""

import os
import uuid

BASE_URL = os.environ["SWITCHBOARD_SDK_BASE_URL"]
# The same gateway over TLS, and one that was started with --sandbox.
TLS_URL = os.environ["SWITCHBOARD_SDK_TLS_URL"]
SANDBOX_URL = os.environ["SWITCHBOARD_SDK_SANDBOX_URL"]
KEY = os.environ["SWITCHBOARD_SDK_KEY"]
BROKE_KEY = os.environ["SWITCHBOARD_SDK_BROKE_KEY"]  # with a budget of nothing
NARROW_KEY = os.environ["SWITCHBOARD_SDK_NARROW_KEY"]  # for sandbox/echo alone

CLAUDE = "claude-sonnet-4-5"
BEDROCK = "bedrock-mock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
ODD = [
    "openai-odd/gpt-4o",
    "responses-odd/gpt-4o",
    "anthropic-odd/" + CLAUDE,
    "gemini-odd/gemini-2.5-flash",
]
MOCKED = [
    "openai-mock/gpt-4o",
    "chat-mock/gpt-4o",
    "responses-mock/gpt-4o",
    "azure-mock/gpt-4o",
    "anthropic-mock/" + CLAUDE,
    "gemini-mock/gemini-2.5-flash",
    "vertex-mock/gemini-2.5-flash",
    BEDROCK,
    "cohere-mock/command-a-03-2025",
    "ollama-mock/llama3.2",
    *ODD,
]
MODELS = ["sandbox/chat", *MOCKED]
# The gateway is a provider of its own Responses API, too.
RESPONSES = [*MODELS, "self/sandbox/chat"]
# Models that say what they think, in every family that tells it.
THINKERS = [
    "sandbox/chat",
    "openai-mock/o4-mini",
    "azure-mock/o4-mini",
    "responses-mock/o4-mini",
    "anthropic-mock/" + CLAUDE,
    "gemini-mock/gemini-2.5-flash",
    "vertex-mock/gemini-2.5-flash",
    BEDROCK,
    "openai-odd/o4-mini",
    "responses-odd/o4-mini",
    "anthropic-odd/" + CLAUDE,
    "gemini-odd/gemini-2.5-flash",
]
# Voice sessions: models that hold them, and models that are asked turn by turn.
VOICES = [
    "openai-mock/gpt-realtime",
    "openai-odd/gpt-realtime",
    "gemini-mock/gemini-live-2.5-flash",
    "gemini-odd/gemini-live-2.5-flash",
    "chat-mock/gpt-4o",
    "gemini-mock/gemini-2.5-flash",
    "sandbox/chat",
]
# Two calls in one turn.
CALLERS = ["sandbox/chat@calls=2", *MOCKED]
EMBEDDERS = [
    "sandbox/embed",
    "openai-mock/text-embedding-3-small",
    "chat-mock/text-embedding-3-small",
    "azure-mock/text-embedding-3-small",
    "openai-odd/text-embedding-3-small",
    "gemini-odd/gemini-embedding-001",
]


def reads_documents(model):
    """Cohere and Ollama take pictures, and of documents the text alone."""
    return not model.startswith(("cohere-mock", "ollama-mock"))


def counts(model):
    """The mock's Ollama counts nothing."""
    return not model.startswith("ollama-mock")


def forces_tools(model):
    """Ollama has no choice of tools."""
    return not model.startswith("ollama-mock")


def alone(model):
    """The same target under a name of its own: one that fails is left alone for a while."""
    return f"{model}-{uuid.uuid4().hex[:8]}"


def defective(model, defect):
    """A model of the odd server with that defect, under a name of its own."""
    return f"{model}-defect-{defect}.{uuid.uuid4().hex[:8]}"


# What a provider's status is to a caller of the gateway.
STATUSES = {400: 400, 401: 502, 403: 502, 404: 404, 413: 413, 429: 429, 500: 502, 503: 503, 529: 503}
# Which of them come with a wait, and how many seconds the odd server says.
WAITS, WAIT = (429, 503, 529), "3"
# What breaks before an answer, whole or streamed, and what breaks a stream.
BEFORE = ["reset", "html", "html-200", "empty"]
WITHIN = ["cut", "no-end", "malformed", "error-event"]


def told(surface, model, status):
    """Google's own word for too large a request is a bad one, Anthropic's status for too much to do is one of its own."""
    if status == 413 and model.startswith("gemini"):
        return 400
    return 529 if surface == "messages" and STATUSES[status] == 503 else STATUSES[status]
