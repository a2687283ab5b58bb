import os
from openai import OpenAI

client = OpenAI(
    base_url="https://gateway.example/v3/compat",
    api_key=os.getenv("OPPER_API_KEY"),
)

response = client.chat.completions.create(
    model="openai/gpt-4o-mini",
    messages=[
        {"role": "user", "content": "Hi there!"}
    ],
)

print(response.choices[0].message.content)
