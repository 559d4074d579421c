using System.Security.Cryptography.X509Certificates;

namespace Pure.WebSockets.Conformance;

/// <summary>Which certificates of a server are taken.</summary>
public abstract record CertificateTrust
{
    private CertificateTrust() { }

    /// <summary>Any: it is WebSocket that is tested, often with a certificate made for the day.</summary>
    public sealed record Any : CertificateTrust;

    /// <summary>Those that the machine trusts.</summary>
    public sealed record Machine : CertificateTrust;

    /// <summary>Those that one of these has signed, or that are one of these.</summary>
    /// <param name="Authorities">The certificates that are trusted.</param>
    public sealed record Signed(X509Certificate2Collection Authorities) : CertificateTrust;
}
