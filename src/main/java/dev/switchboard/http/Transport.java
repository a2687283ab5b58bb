package dev.switchboard.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The event loops that every socket of the process shares, servers and clients alike. Native epoll
 * where there is one, NIO otherwise.
 */
public final class Transport implements AutoCloseable {
  private static final String BUFFER_EVENTS = "io.netty.jfr.enabled";

  private final boolean epoll;
  private final MultiThreadIoEventLoopGroup loops;
  private final IdentityHashMap<EventExecutor, LoopState> states = new IdentityHashMap<>();
  private final ThreadFactory exchangeThreads;

  private Transport(int loopCount, boolean epoll, Clock clock) {
    this.epoll = epoll;
    IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    loops =
        new MultiThreadIoEventLoopGroup(
            loopCount, new DefaultThreadFactory("switchboard-io", true), factory);
    for (EventExecutor loop : loops) {
      states.put(loop, new LoopState((EventLoop) loop, clock));
    }
    exchangeThreads =
        Thread.ofVirtual().name("exchange").inheritInheritableThreadLocals(false).factory();
  }

  /**
   * Opens an event loop for every two cores, two at the most: they only move bytes, and fewer loops
   * find more to do each time they are woken.
   */
  public static Transport open() {
    return open(Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 2));
  }

  /**
   * Opens event loops.
   *
   * @param loopCount how many threads move bytes, at least 1
   */
  public static Transport open(int loopCount) {
    if (loopCount < 1) {
      throw new IllegalArgumentException("loopCount: " + loopCount + " (expected: > 0)");
    }
    // Netty's flight recorder events would load the recorder at the first buffer: a fifth of a
    // start.
    if (System.getProperty(BUFFER_EVENTS) == null) {
      System.setProperty(BUFFER_EVENTS, "false");
    }
    return new Transport(loopCount, Epoll.isAvailable(), Clock.systemUTC());
  }

  /** Stops the event loops; every socket still open is closed. */
  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  /** The threads that exchanges run on: the one seam where their scheduling is chosen. */
  ThreadFactory exchangeThreads() {
    return exchangeThreads;
  }

  LoopState state(Channel channel) {
    LoopState state = states.get(channel.eventLoop());
    if (state == null) {
      throw new IllegalStateException("event loop: not of this transport");
    }
    return state;
  }

  ServerBootstrap serverBootstrap() {
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    return new ServerBootstrap()
        .group(loops)
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, 4096)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true);
  }

  Bootstrap clientBootstrap() {
    return new Bootstrap()
        .group(loops)
        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true);
  }
}
