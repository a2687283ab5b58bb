"""Turns the entries of the models.dev catalogue into rows of the resource.

Nothing here reads or writes files: one entry in, one row out, so that every rule can be read in one place.
"""

import re
from decimal import ROUND_HALF_EVEN, Decimal

# Our name for a provider, where it differs from the source's id.
RENAMED = {
    "google": "gcp",
    "google-vertex": "gcp-vertex",
    "amazon-bedrock": "aws",
    "togetherai": "together",
    "fireworks-ai": "fireworks",
}

# The same models and prices a second time.
LEFT_OUT = {"google-vertex-anthropic": "every entry is also in google-vertex"}

# Other names callers use. None may be the first path segment of some model's id unless it means the same company.
ALIASES = {
    "gcp": ["google", "gemini", "vertex", "google-ai-studio", "vertex-ai"],
    "gcp-vertex": ["google-vertex"],
    "aws": ["bedrock", "amazon-bedrock", "aws-bedrock"],
    "azure": ["azure-openai"],
    "together": ["togetherai", "together-ai"],
    "fireworks": ["fireworks-ai"],
    "xai": ["x-ai", "grok"],
    "mistral": ["mistral-ai"],
    "moonshotai": ["moonshot"],
    "zai": ["z-ai"],
    "zhipuai": ["zhipu", "bigmodel"],
    "alibaba": ["dashscope"],
    "huggingface": ["hf"],
    "perplexity": ["pplx"],
    "novita-ai": ["novita"],
    "cloudflare-workers-ai": ["workers-ai"],
    "vercel": ["vercel-ai-gateway"],
    "deepinfra": ["deep-infra"],
    "nvidia": ["nvidia-nim"],
    "lmstudio": ["lm-studio"],
}

# The order in which providers are named where many would do; the others follow by id.
PROMINENT = (
    "openai", "anthropic", "gcp", "mistral", "aws", "azure", "groq", "together", "fireworks", "deepseek", "xai",
    "cohere", "cerebras", "perplexity", "deepinfra", "openrouter",
)

# Who makes a family of models; a reseller's entry cannot produce what the maker's cannot.
MAKERS = ("openai", "anthropic", "google", "xai", "mistral")

MODALITY = {"text": "t", "image": "i", "audio": "a", "video": "v", "pdf": "p"}
RATE_CLASSES = (
    "input", "cached_input", "cache_creation", "cache_creation_long", "audio_input", "image_input",
    "output", "reasoning", "audio_output", "image_output",
)
SPELLINGS = {
    "cache_read": ("cache_read", "cache_input", "cached_input"),
    "cache_write": ("cache_write", "cached_write"),
}
MICRO = Decimal("0.000001")

# Words in an id that name packaging, not another model.
PACKAGING = {
    "fp8", "fp4", "nvfp4", "bf16", "int4", "int8", "tee", "maas", "latest", "default", "instruct", "it", "v1", "0",
    "us", "eu", "jp", "au", "global", "anthropic", "openai", "databricks", "meta", "amazon", "google", "xai", "zai",
    "moonshot", "moonshotai", "minimax", "deepseek", "qwen", "nvidia", "mistral",
}
DATE = re.compile(r"-(\d{8}|\d{4}-\d{2}-\d{2})$")

REALTIME = re.compile(r"realtime|(^|[-/.])live([-/.]|$)|native-audio|grok-voice")
EMBEDDING = re.compile(r"embed|(^|[-/.])(bge|e5|gte|multi-qa)-|all-mini-?lm|multilingual-e5")
RERANK = re.compile(r"rerank")
IMAGE = re.compile(r"image|imagen|imagine|banana|flux|dall-e|diffusion|seedream|recraft|ideogram")
MUSIC = re.compile(r"music|lyria|text-to-audio")


def provider_id(source_id):
    return RENAMED.get(source_id, source_id)


def prominence(source_id):
    provider = provider_id(source_id)
    return (PROMINENT.index(provider) if provider in PROMINENT else len(PROMINENT), provider)


def model_type(source_id, inputs, outputs, family):
    """What kind of work the model does; None when the gateway has no kind for it (music)."""
    name = (source_id + " " + (family or "")).lower()
    if "video" in outputs:
        return "video"
    if MUSIC.search(name) and "audio" in outputs:
        return None
    if REALTIME.search(name):
        return "realtime"
    if RERANK.search(name):
        return "rerank"
    if EMBEDDING.search(name):
        return "embedding"
    if "melotts" in name or (outputs == {"audio"} and inputs <= {"text"}):
        return "tts"
    if outputs == {"text"} and inputs == {"audio"}:
        return "stt"
    if outputs and not outputs & {"text", "audio"}:
        return "image"
    if "image" in outputs and IMAGE.search(name):
        return "image"
    return "llm"


# What an entry says it can do beyond its modalities: upper case for a known yes, lower case for a known no.
CAPABILITY = {"tool_call": "T", "reasoning": "R", "structured_output": "S", "temperature": "P", "attachment": "A"}


def capabilities(entry, kind):
    """One letter for each capability that is known; none for one that is not known."""
    code = ""
    if kind in ("llm", "realtime", "image"):
        for field, letter in CAPABILITY.items():
            if entry.get(field) is not None:
                code += letter if entry[field] else letter.lower()
    return code + ("I" if entry.get("interleaved") else "")


def money(value):
    """USD per million tokens to picodollars per token: the same number times 10^6, to the nearest one.

    The source holds some prices as binary fractions (0.049999999999999996); six decimals undo that.
    """
    return int(Decimal(value).quantize(MICRO, rounding=ROUND_HALF_EVEN) * 1_000_000)


def listed(cost, name):
    for spelling in SPELLINGS.get(name, (name,)):
        if spelling in cost:
            return money(cost[spelling])
    return None


def rates(cost, kind, maker):
    """The prices of one tier by class; a class that is left out has no known price."""
    given = {
        "input": listed(cost, "input"),
        "output": listed(cost, "output"),
        "cached_input": listed(cost, "cache_read"),
        "cache_creation": listed(cost, "cache_write"),
        "reasoning": listed(cost, "reasoning"),
        "audio_input": listed(cost, "input_audio"),
        "audio_output": listed(cost, "output_audio"),
        "image_input": listed(cost, "input_image"),
        "image_output": listed(cost, "output_image"),
    }
    free = given["input"] == 0 and given["output"] == 0
    if free and kind in ("image", "video", "tts", "stt"):
        return {}  # Sold by the picture, second or character: nothing per token says nothing.
    if not free:
        for name, value in list(given.items()):
            if value == 0 and not (name == "output" and kind in ("embedding", "rerank")):
                given[name] = None  # A zero beside a real price means "not offered" or "not known".
    if given["cached_input"] and given["input"] and given["cached_input"] > given["input"]:
        given["cached_input"] = None  # A cache that costs more than no cache is a mistake in the source.
    complete(given, kind, maker)
    return {k: v for k, v in given.items() if v is not None}


def complete(given, kind, maker):
    """Prices that the vendor's list implies without a row of their own."""

    def same(name, other):
        if given.get(name) is None:
            given[name] = given[other]

    if kind == "llm":
        same("image_input", "input")  # Chat models count a picture as so many input tokens.
    if kind == "image":
        same("image_output", "output")  # What an image model puts out is a picture.
    if maker == "claude" and given["cache_creation"] and given["input"]:
        # Anthropic's list: writing for five minutes costs 1.25 x input, for one hour 2 x input.
        given["cache_creation_long"] = 2 * given["input"]
    if maker == "gpt" and given["cached_input"]:
        same("cache_creation", "input")  # OpenAI caches by itself and charges nothing more for it.
    if maker == "gemini-pro" and kind == "llm":
        same("audio_input", "input")  # Google lists one price for text, image, video and audio.


def maker_of(provider, entry):
    """Whose price list the rules above read; None where none of them holds."""
    if "claude" in entry["id"].lower():
        return "claude"
    if provider in ("openai", "azure", "azure-cognitive-services") and entry["id"].startswith(("gpt", "o1", "o3", "o4")):
        return "gpt"
    if provider in ("gcp", "gcp-vertex") and entry.get("family") == "gemini-pro":
        return "gemini-pro"
    return None


# What is not sold by tokens: the field of a supplement's `unit_cost`, its letter in the resource, and how many of the
# resource's units its price in USD is for (a million characters, a minute of sound in milliseconds, one picture).
UNITS = {"million_characters": ("k", 1_000_000), "heard_minute": ("h", 60_000), "picture": ("p", 1)}


def unit_rates(entry):
    """Prices of single units in picodollars; one that is no whole number of them is a mistake."""
    found = []
    for name, usd in (entry.get("unit_cost") or {}).items():
        letter, units = UNITS[name]
        picos = Decimal(usd) * 10**12 / units
        if picos != int(picos):
            raise ValueError(f"{entry['id']}: {usd} USD for a {name} is no whole number of picodollars")
        found.append(f"{letter}{int(picos)}")
    return found


def prices(provider, entry, kind):
    """(base rates, [(above input tokens, rates)], {mode: rates})"""
    cost = entry.get("cost") or {}
    if kind == "video" or "whisper" in (entry["id"] + " " + (entry.get("family") or "")).lower():
        return {}, [], {}  # Billed by the second or minute, whatever the column says.
    maker = maker_of(provider, entry)
    base = rates(cost, kind, maker)
    tiers = sorted((int(t["tier"]["size"]), rates(t, kind, maker)) for t in cost.get("tiers", []) if "input" in t)
    modes = {
        name: rates(mode["cost"], kind, maker)
        for name, mode in sorted((entry.get("experimental") or {}).get("modes", {}).items())
        if "cost" in mode
    }
    return base, (tiers if base else []), modes


def reasoning(entry):
    """How the model's thinking is steered: toggle, efforts, budget, and the field that carries it back."""
    toggle, efforts, low, high = False, [], None, None
    for option in entry.get("reasoning_options") or []:
        if option["type"] == "toggle":
            toggle = True
        elif option["type"] == "effort":
            efforts = ["none" if v is None or v == "null" else v for v in option.get("values") or []]
        elif option["type"] == "budget_tokens":
            low, high = option.get("min", 0), option.get("max")
    interleaved = entry.get("interleaved")
    field = interleaved["field"] if isinstance(interleaved, dict) else None
    return toggle, efforts, low, high, field


def normal(name):
    return re.sub(r"[._@ ]", "-", name.lower())


def last_segment(model_id):
    return model_id.rsplit("/", 1)[-1]


def spoken(provider, model_id):
    """The id as a caller would say it, without the vendor's packaging."""
    name = last_segment(model_id)
    if provider == "fireworks":
        name = re.sub(r"(?<=\d)p(?=\d)", ".", name)
    if provider == "aws":
        name = re.sub(r"^(us|eu|jp|au|apac|global)\.", "", name)
        name = re.sub(r"^deepseek\.", "deepseek-", name)
        name = re.sub(r"^[a-z]+\.", "", name)
        name = re.sub(r"-v\d+(:\d+)?$", "", name)
    name = re.sub(r"@default$|-maas$", "", name)
    return name


def region(provider, model_id):
    match = re.match(r"^(us|eu|jp|au|apac|global)\.", model_id) if provider == "aws" else None
    return match.group(1) if match else ""


def aliases(provider, entry):
    """Other names under which a bare model name may mean this entry."""
    model_id = entry["id"]
    found = {spoken(provider, model_id)}
    base = entry.get("base_model")
    if base and not re.search(r":(?!\d)", model_id):
        base = last_segment(base)
        mine = set(filter(None, re.split(r"[-._:@/~]", spoken(provider, model_id).lower())))
        theirs = set(re.split(r"[-._:@/]", base.lower()))
        undated = DATE.sub("", normal(spoken(provider, model_id)))  # Found through the date, no alias needed.
        if mine - theirs <= PACKAGING and theirs - mine <= PACKAGING and normal(base) != undated:
            found.add(base)
    own = {normal(model_id), normal(last_segment(model_id))}
    return sorted(a for a in found if normal(a) not in own)
