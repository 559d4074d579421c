using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>What a connection needs of the wire: an ordered stream of bytes both ways. One receive and one send may be under way at a time.</summary>
internal abstract class Transport
{
    /// <summary>The peer's address, where the wire has one.</summary>
    public abstract EndPoint? Remote { get; }

    /// <summary>Whether a receive would find bytes at once, as far as can be told.</summary>
    public abstract bool HasMore { get; }

    /// <summary>Receives some bytes; zero when the peer sends no more. With empty memory: completes when there is something to receive, so that nobody holds a buffer while waiting.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> into);

    /// <summary>Sends all of the bytes.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Tells the peer that nothing more is sent; receiving goes on.</summary>
    public abstract ValueTask EndAsync();

    /// <summary>Frees the wire. A receive or send under way fails. May be called from any thread, any number of times.</summary>
    public abstract void Drop();
}
