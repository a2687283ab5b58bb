import os
from google import genai

client = genai.Client(
    api_key=os.getenv("OPPER_API_KEY"),
    http_options={"base_url": "https://gateway.example/v3/compat"},
)

response = client.models.generate_content(
    model="gcp/gemini-2.5-flash-eu",
    contents="Hi there!",
)

print(response.text)
