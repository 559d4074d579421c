using System.Buffers.Binary;
using System.Net;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// A peer's address in a form that uses little memory. Every connection stores the address of its peer, but few applications read the
/// address.
/// </summary>
internal readonly struct CompactEndPoint
{
    private const ushort Unix = 1;
    private const ushort Version6 = 10;

    // The address is stored in two halves. A UInt128 would be aligned to 16 bytes, which would make the structure larger.
    private readonly ulong upper;
    private readonly ulong lower;
    private readonly uint scope;
    private readonly ushort port;
    private readonly ushort family;

    private CompactEndPoint(ushort family, ushort port, UInt128 address, uint scope) =>
        (this.family, this.port, upper, lower, this.scope) = (family, port, (ulong)(address >> 64), (ulong)address, scope);

    /// <summary>Converts an address from the operating system's native format (struct sockaddr_in or struct sockaddr_in6).</summary>
    public static CompactEndPoint FromNative(ReadOnlySpan<byte> native)
    {
        var (family, port) = (BitConverter.ToUInt16(native), BinaryPrimitives.ReadUInt16BigEndian(native[2..]));
        return family == Unix ? new CompactEndPoint(family, port: 0, address: 0, scope: 0)
            : family == Version6
                ? new CompactEndPoint(family, port, BinaryPrimitives.ReadUInt128BigEndian(native[8..]), BitConverter.ToUInt32(native[24..]))
            : new CompactEndPoint(family, port, BinaryPrimitives.ReadUInt32BigEndian(native[4..]), scope: 0);
    }

    /// <summary>Whether the peer uses a Unix domain socket. Clients of a Unix domain socket usually have no address.</summary>
    public bool IsUnix => family == Unix;

    /// <summary>Returns the address as an <see cref="IPEndPoint"/>, or null for a Unix domain socket.</summary>
    public IPEndPoint? ToEndPoint()
    {
        if (IsUnix) return null;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, new UInt128(upper, lower));
        return new IPEndPoint(family == Version6 ? new IPAddress(bytes, scope) : new IPAddress(bytes[12..]), port);
    }
}
