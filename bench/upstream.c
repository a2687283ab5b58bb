/*
 * A model provider that costs next to nothing: one thread, one epoll, answers made in advance.
 *
 *   upstream PORT
 *
 * POST …/chat/completions answers as OpenAI does, POST …/messages as Anthropic does, POST …/responses
 * as OpenAI's Responses API does, whole only. What the body holds decides how: "stream":true gives a
 * stream of 50 events; with "user":"paced" the first word and then one event each millisecond, with
 * "user":"idle" the first word and then silence until the caller leaves, otherwise all in one write.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 50
#define FIRST_EVENTS 3 /* the opening ones and the first with a word come together, as they do */
#define EVENT_NANOS 1000000LL
#define INPUT_BYTES 65536
#define CHUNK(text, ...) snprintf(text, sizeof text, __VA_ARGS__)

typedef struct conn {
  int fd;
  size_t have;
  char *input;
  int sent;            /* events of a paced stream that have gone out; -1: none runs */
  long long due;       /* when the next one is to go out, in nanoseconds */
  const char (*events)[1024];
  struct conn *next, *previous;
} conn;

static char openai_whole[4096], anthropic_whole[4096], responses_whole[4096];
static char openai_events[EVENTS][1024], anthropic_events[EVENTS][1024];
static conn pacing = {.next = &pacing, .previous = &pacing};

static const char stream_head[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Text of a typical answer: about 600 bytes. */
static void prose(char *out, size_t size) {
  out[0] = 0;
  for (int i = 0; i < 8; i++) {
    size_t length = strlen(out);
    snprintf(out + length, size - length,
             "Sentence %d of this answer says something plain about the weather, at length. ", i);
  }
}

static void whole(char *out, size_t size, const char *json) {
  snprintf(out, size,
           "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
           strlen(json), json);
}

static void chunk(char out[1024], const char *payload) {
  snprintf(out, 1024, "%zx\r\n%s\r\n", strlen(payload), payload);
}

static void prepare(void) {
  char text[1024], json[3072];
  prose(text, sizeof text);
  CHUNK(json,
        "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1760000000,"
        "\"model\":\"gpt-4.1-mini-2025-04-14\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
        "\"assistant\",\"content\":\"%s\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,"
        "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":140,"
        "\"total_tokens\":350,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
        "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}},"
        "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_bench\"}",
        text);
  whole(openai_whole, sizeof openai_whole, json);
  CHUNK(json,
        "{\"id\":\"msg_bench\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
        "\"claude-haiku-4-5\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"}],\"stop_reason\":"
        "\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":210,"
        "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":140,"
        "\"service_tier\":\"standard\"}}",
        text);
  whole(anthropic_whole, sizeof anthropic_whole, json);
  CHUNK(json,
        "{\"id\":\"resp_bench\",\"object\":\"response\",\"created_at\":1760000000,\"status\":"
        "\"completed\",\"error\":null,\"incomplete_details\":null,\"instructions\":null,"
        "\"max_output_tokens\":null,\"model\":\"gpt-4.1-mini-2025-04-14\",\"output\":[{\"type\":"
        "\"message\",\"id\":\"msg_bench\",\"status\":\"completed\",\"role\":\"assistant\","
        "\"content\":[{\"type\":\"output_text\",\"text\":\"%s\",\"annotations\":[],"
        "\"logprobs\":[]}]}],\"parallel_tool_calls\":true,\"previous_response_id\":null,"
        "\"reasoning\":{\"effort\":null,\"summary\":null},\"store\":false,\"temperature\":0.2,"
        "\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",\"tools\":[],"
        "\"top_p\":1.0,\"truncation\":\"disabled\",\"usage\":{\"input_tokens\":210,"
        "\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":140,"
        "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":350},\"user\":null,"
        "\"metadata\":{}}",
        text);
  whole(responses_whole, sizeof responses_whole, json);

  const char *head =
      "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
      "\"model\":\"gpt-4.1-mini-2025-04-14\",\"service_tier\":\"default\","
      "\"system_fingerprint\":\"fp_bench\",";
  char event[1000];
  for (int i = 0; i < EVENTS; i++) {
    if (i == 0)
      CHUNK(event, "%s\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
            "\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n", head);
    else if (i < EVENTS - 3)
      CHUNK(event, "%s\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word %d\"},"
            "\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n", head, i);
    else if (i == EVENTS - 3)
      CHUNK(event, "%s\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,"
            "\"finish_reason\":\"stop\"}],\"usage\":null}\n\n", head);
    else if (i == EVENTS - 2)
      CHUNK(event, "%s\"choices\":[],\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":47,"
            "\"total_tokens\":257}}\n\n", head);
    else
      CHUNK(event, "data: [DONE]\n\n");
    chunk(openai_events[i], event);
  }
  strcat(openai_events[EVENTS - 1], "0\r\n\r\n");

  for (int i = 0; i < EVENTS; i++) {
    if (i == 0)
      CHUNK(event, "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":"
            "\"msg_bench\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
            "\"claude-haiku-4-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
            "\"usage\":{\"input_tokens\":210,\"output_tokens\":1}}}\n\n");
    else if (i == 1)
      CHUNK(event, "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
            "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
    else if (i < EVENTS - 3)
      CHUNK(event, "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
            "\"delta\":{\"type\":\"text_delta\",\"text\":\" word %d\"}}\n\n", i);
    else if (i == EVENTS - 3)
      CHUNK(event, "event: content_block_stop\ndata: {\"type\":\"content_block_stop\","
            "\"index\":0}\n\n");
    else if (i == EVENTS - 2)
      CHUNK(event, "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":"
            "{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":47}}"
            "\n\n");
    else
      CHUNK(event, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    chunk(anthropic_events[i], event);
  }
  strcat(anthropic_events[EVENTS - 1], "0\r\n\r\n");
}

static void forget_pace(conn *c) {
  if (c->sent < 0) return;
  c->sent = -1;
  c->previous->next = c->next;
  c->next->previous = c->previous;
}

static void drop(conn *c) {
  forget_pace(c);
  close(c->fd);
  free(c->input);
  free(c);
}

/* Answers are far below the socket's buffer, so that a short write means a caller who left. */
static int put(conn *c, const char *bytes, size_t length) {
  return send(c->fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static int answer_stream(conn *c, const char *body, const char (*events)[1024]) {
  char out[EVENTS * 1024];
  size_t length = sizeof stream_head - 1;
  memcpy(out, stream_head, length);
  int paced = strstr(body, "\"user\":\"paced\"") != NULL;
  int idle = strstr(body, "\"user\":\"idle\"") != NULL;
  int count = paced || idle ? FIRST_EVENTS : EVENTS;
  for (int i = 0; i < count; i++) {
    size_t more = strlen(events[i]);
    memcpy(out + length, events[i], more);
    length += more;
  }
  if (!put(c, out, length)) return 0;
  if (paced) {
    c->events = events;
    c->sent = FIRST_EVENTS;
    c->due = now() + EVENT_NANOS;
    c->previous = pacing.previous;
    c->next = &pacing;
    pacing.previous->next = c;
    pacing.previous = c;
  }
  return 1;
}

/* 1: answered; 0: more input is needed; -1: the connection is of no use. */
static int answer(conn *c) {
  c->input[c->have] = 0;
  char *end = strstr(c->input, "\r\n\r\n");
  if (!end) return c->have < INPUT_BYTES ? 0 : -1;
  char *field = strcasestr(c->input, "\r\ncontent-length:");
  size_t length = field && field < end ? strtoul(field + 17, NULL, 10) : 0;
  char *body = end + 4;
  size_t whole_length = (size_t)(body - c->input) + length;
  if (whole_length > INPUT_BYTES) return -1;
  if (c->have < whole_length) return 0;
  char kept = *body;
  *body = 0;
  int anthropic = strstr(c->input, "/messages ") != NULL;
  int responses = strstr(c->input, "/responses ") != NULL;
  *body = kept;
  int ok;
  if (strstr(body, "\"stream\":true") || strstr(body, "\"stream\": true")) {
    ok = answer_stream(c, body, anthropic ? anthropic_events : openai_events);
  } else {
    const char *whole_answer =
        anthropic ? anthropic_whole : responses ? responses_whole : openai_whole;
    ok = put(c, whole_answer, strlen(whole_answer));
  }
  c->have = 0;
  return ok ? 1 : -1;
}

static void readable(conn *c) {
  while (1) {
    ssize_t n = recv(c->fd, c->input + c->have, INPUT_BYTES - c->have, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
      drop(c);
      return;
    }
    c->have += (size_t)n;
    int done = answer(c);
    if (done < 0) {
      drop(c);
      return;
    }
    if (done > 0) return;
  }
}

static int pace(void) {
  long long t = now();
  conn *c = pacing.next;
  while (c != &pacing) {
    conn *next = c->next;
    int alive = 1;
    while (alive && c->sent >= 0 && c->due <= t) {
      const char *event = c->events[c->sent];
      alive = put(c, event, strlen(event));
      c->due += EVENT_NANOS;
      if (alive && ++c->sent == EVENTS) forget_pace(c);
    }
    if (!alive) shutdown(c->fd, SHUT_RDWR), forget_pace(c);
    c = next;
  }
  if (pacing.next == &pacing) return -1;
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 2) return fprintf(stderr, "usage: upstream PORT\n"), 64;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  signal(SIGPIPE, SIG_IGN);
  prepare();
  int on = 1, server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 4096))
    return perror("upstream"), 1;
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, ready[512];
  epoll_ctl(poll, EPOLL_CTL_ADD, server, &event);
  int wait = -1;
  while (1) {
    int n = epoll_wait(poll, ready, 512, wait);
    for (int i = 0; i < n; i++) {
      conn *c = ready[i].data.ptr;
      if (c) {
        readable(c);
        continue;
      }
      int fd;
      while ((fd = accept4(server, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        c = calloc(1, sizeof *c);
        c->fd = fd;
        c->sent = -1;
        c->input = malloc(INPUT_BYTES + 1);
        event.events = EPOLLIN;
        event.data.ptr = c;
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
      }
    }
    wait = pace();
  }
}
