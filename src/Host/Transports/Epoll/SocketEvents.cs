namespace Pure.WebSockets.Host.Epoll;

/// <summary>The epoll events (epoll_ctl(2)).</summary>
[Flags]
internal enum SocketEvents : uint
{
    None = 0,
    Readable = 0x1,
    Urgent = 0x2,
    Writable = 0x4,
    Failed = 0x8,
    Ended = 0x10,
    PeerEnded = 0x2000,
}
