using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A certificate of this machine, made anew in each run, which nobody trusts who is not told to.</summary>
internal static class Certificates
{
    public static X509Certificate2 Own { get; } = Make();

    /// <summary>A server that shows it.</summary>
    public static WebSocketServerOptions Server { get; } = new() { Tls = new SslServerAuthenticationOptions { ServerCertificate = Own } };

    /// <summary>A client that trusts it and nothing else.</summary>
    public static WebSocketClientOptions Client { get; } = new() { Tls = Trusting(), TlsTimeout = Patience.Time };

    public static SslClientAuthenticationOptions Trusting() => new() { CertificateChainPolicy = Policy() };

    public static X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { Own },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    /// <summary>Certificate and key in one text, as node reads them.</summary>
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

        // Through a file format, so that the key can be shown and exported wherever the tests run.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null, X509KeyStorageFlags.Exportable);
    }
}
