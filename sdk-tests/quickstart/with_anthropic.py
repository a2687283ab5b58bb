import os
import anthropic

client = anthropic.Anthropic(
    base_url="https://gateway.example/v3/compat",
    api_key=os.getenv("OPPER_API_KEY"),
)

message = client.messages.create(
    model="anthropic/claude-sonnet-4.5",
    max_tokens=1024,
    messages=[
        {"role": "user", "content": "Hi there!"}
    ],
)

print(message.content[0].text)
