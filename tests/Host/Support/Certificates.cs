using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A certificate for this machine, new in each run. Only clients configured here trust it.</summary>
internal static class Certificates
{
    public static X509Certificate2 Own { get; } = Make();

    /// <summary>Options of a server with this certificate.</summary>
    public static WebSocketServerOptions Server { get; } = new() { Tls = new SslServerAuthenticationOptions { ServerCertificate = Own } };

    /// <summary>Options of a client that trusts this certificate only.</summary>
    public static WebSocketClientOptions Client { get; } = new() { Tls = Trusting(), TlsTimeout = Patience.Time };

    public static SslClientAuthenticationOptions Trusting() => new() { CertificateChainPolicy = Policy() };

    public static X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { Own },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    /// <summary>Certificate and key in one text, in node's format.</summary>
    public static string Pem()
    {
        using var key = Own.GetRSAPrivateKey()!;
        return Own.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static X509Certificate2 Make()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        // Loaded from a file format, so that the key can be used and exported on every operating system.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null, X509KeyStorageFlags.Exportable);
    }
}
