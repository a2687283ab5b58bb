/*
 * A load generator: one thread, one epoll, bounded in connections and time, to 127.0.0.1 only.
 *
 *   load PORT CONNECTIONS RATE SECONDS REQUEST-FILE   sends and measures
 *   load PORT CONNECTIONS hold SECONDS REQUEST-FILE   opens streams and keeps them open
 *
 * RATE 0: each connection sends its next request as soon as its answer is whole. Otherwise so many
 * requests start in each second, whether or not earlier ones are answered; one that finds no free
 * connection waits, and its waiting counts. The result is one JSON line; times are in microseconds.
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
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define HEAD_BYTES 8192

typedef struct {
  int fd, busy, chunked, in_body, status;
  size_t have, owed;
  char head[HEAD_BYTES + 1];
  char tail[7];
  long long start, first;
} conn;

static char *request;
static size_t request_length;
static int port, connections, poll_fd;
static conn *all;
static int *idle, idle_count;
static long done, failed;
static double *latency, *first_event;
static long samples, capacity;

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void open_connection(int i) {
  conn *c = &all[i];
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address)) {
    perror("load: connect");
    exit(1);
  }
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (unsigned)i};
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &event);
}

static void start(int i, long long at) {
  conn *c = &all[i];
  c->busy = 1;
  c->in_body = 0;
  c->have = 0;
  c->first = 0;
  c->start = at;
  size_t sent = 0;
  while (sent < request_length) {
    ssize_t n = send(c->fd, request + sent, request_length - sent, MSG_NOSIGNAL);
    if (n <= 0) return;
    sent += (size_t)n;
  }
}

static void record(conn *c, long long at) {
  if (samples == capacity) {
    capacity = capacity ? 2 * capacity : 1 << 16;
    latency = realloc(latency, (size_t)capacity * sizeof *latency);
    first_event = realloc(first_event, (size_t)capacity * sizeof *first_event);
  }
  latency[samples] = (at - c->start) / 1000.0;
  first_event[samples++] = (c->first - c->start) / 1000.0;
}

/* Whether the answer is whole after these bytes of its body. */
static int body(conn *c, const char *bytes, size_t length) {
  if (length && !c->first) c->first = now();
  if (!c->chunked) {
    c->owed -= length < c->owed ? length : c->owed;
    return c->owed == 0;
  }
  size_t kept = length < 7 ? 7 - length : 0;
  memmove(c->tail, c->tail + 7 - kept, kept);
  memcpy(c->tail + kept, bytes + length - (7 - kept), 7 - kept);
  return memcmp(c->tail, "\r\n0\r\n\r\n", 7) == 0;
}

static int head(conn *c, const char *bytes, size_t length) {
  if (c->have + length > HEAD_BYTES) length = HEAD_BYTES - c->have;
  memcpy(c->head + c->have, bytes, length);
  size_t before = c->have;
  c->have += length;
  c->head[c->have] = 0;
  char *end = strstr(c->head, "\r\n\r\n");
  if (!end) return 0;
  *end = 0;
  c->in_body = 1;
  c->status = atoi(c->head + 9);
  c->chunked = strcasestr(c->head, "\r\ntransfer-encoding:") != NULL;
  char *field = strcasestr(c->head, "\r\ncontent-length:");
  c->owed = field ? strtoul(field + 17, NULL, 10) : 0;
  memset(c->tail, 0, sizeof c->tail);
  size_t used = (size_t)(end + 4 - c->head) - before;
  return body(c, bytes + used, length - used);
}

/* 1: the answer is whole. */
static int readable(conn *c) {
  static char buffer[65536];
  ssize_t n = recv(c->fd, buffer, sizeof buffer, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return 0;
  if (n <= 0) {
    failed += c->busy;
    close(c->fd);
    open_connection((int)(c - all));
    return c->busy;
  }
  int whole = c->in_body ? body(c, buffer, (size_t)n) : head(c, buffer, (size_t)n);
  if (!whole) return 0;
  if (c->status == 200) {
    done++;
    record(c, now());
  } else {
    if (failed == 0) fprintf(stderr, "load: status %d: %.*s\n", c->status, 300, buffer);
    failed++;
  }
  return 1;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double quantile(double *values, double q) {
  return samples ? values[(long)(q * (samples - 1))] : 0;
}

static void hold(long long until) {
  struct epoll_event ready[512];
  int held = 0;
  for (int i = 0; i < connections; i++) {
    start(i, now());
    while (!all[i].first && now() < until) {
      int n = epoll_wait(poll_fd, ready, 512, 1000);
      for (int k = 0; k < n; k++) readable(&all[ready[k].data.u32]);
    }
    held += all[i].first && all[i].status == 200;
  }
  printf("{\"held\": %d, \"failed\": %ld}\n", held, failed);
  fflush(stdout);
  while (now() < until) usleep(50000);
}

static void run(double rate, double seconds) {
  struct epoll_event ready[512], event = {.events = EPOLLIN, .data.u32 = (unsigned)connections};
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, timer, &event);
  long long begin = now(), end = begin + (long long)(seconds * 1e9);
  long long gap = rate > 0 ? (long long)(1e9 / rate) : 0, due = begin;
  for (int i = connections - 1; i >= 0; i--) idle[idle_count++] = i;
  while (!rate && idle_count) start(idle[--idle_count], now());
  long long t;
  while ((t = now()) < end) {
    if (rate) {
      while (due <= t && idle_count) {
        start(idle[--idle_count], t - due > gap ? due : now());
        due += gap;
      }
      struct itimerspec when = {.it_value = {due / 1000000000LL, due % 1000000000LL}};
      if (due > t) timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
    }
    int n = epoll_wait(poll_fd, ready, 512, 100);
    for (int i = 0; i < n; i++) {
      unsigned k = ready[i].data.u32;
      if (k == (unsigned)connections) {
        char expired[8];
        if (read(timer, expired, 8) < 0) continue;
      } else if (readable(&all[k])) {
        all[k].busy = 0;
        if (rate)
          idle[idle_count++] = (int)k;
        else
          start((int)k, now());
      }
    }
  }
  double took = (now() - begin) / 1e9;
  qsort(latency, (size_t)samples, sizeof *latency, compare);
  qsort(first_event, (size_t)samples, sizeof *first_event, compare);
  printf("{\"done\": %ld, \"failed\": %ld, \"seconds\": %.3f, \"p50\": %.1f, \"p99\": %.1f, "
         "\"first_p50\": %.1f, \"first_p99\": %.1f}\n",
         done, failed, took, quantile(latency, .5), quantile(latency, .99),
         quantile(first_event, .5), quantile(first_event, .99));
}

int main(int argc, char **argv) {
  if (argc != 6)
    return fprintf(stderr, "usage: load PORT CONNECTIONS RATE|hold SECONDS FILE\n"), 64;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  port = atoi(argv[1]);
  connections = atoi(argv[2]);
  double seconds = atof(argv[4]);
  if (connections < 1 || connections > 20000 || seconds <= 0 || seconds > 600)
    return fprintf(stderr, "load: 1 to 20000 connections, up to 600 seconds\n"), 64;
  FILE *file = fopen(argv[5], "r");
  if (!file) return perror(argv[5]), 66;
  request = malloc(1 << 20);
  request_length = fread(request, 1, 1 << 20, file);
  poll_fd = epoll_create1(0);
  all = calloc((size_t)connections, sizeof *all);
  idle = calloc((size_t)connections, sizeof *idle);
  for (int i = 0; i < connections; i++) open_connection(i);
  if (!strcmp(argv[3], "hold"))
    hold(now() + (long long)(seconds * 1e9));
  else
    run(atof(argv[3]), seconds);
  return 0;
}
