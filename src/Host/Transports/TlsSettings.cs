using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Pure.WebSockets.Host;

/// <summary>What a user says of TLS, as it is used: a copy, so that nobody changes it meanwhile, with what he left open.</summary>
internal static class TlsSettings
{
    /// <summary>A WebSocket is opened by HTTP/1.1 here (RFC 7301 §6).</summary>
    private static List<SslApplicationProtocol> Http => [SslApplicationProtocol.Http11];

    /// <summary>A server's. Its certificate's chain is built once, not for each connection.</summary>
    public static SslServerAuthenticationOptions Of(SslServerAuthenticationOptions options)
    {
        if (options is { ServerCertificate: null, ServerCertificateContext: null, ServerCertificateSelectionCallback: null })
            throw new ArgumentException("Tls names no certificate: a server needs one.", nameof(options));
        var context = options.ServerCertificateContext;
        if (context is null && options.ServerCertificate is X509Certificate2 certificate)
        {
            if (!certificate.HasPrivateKey)
                throw new ArgumentException($"Tls has a certificate without its private key: {certificate.Subject}.", nameof(options));
            context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null);
        }

        var copy = new SslServerAuthenticationOptions
        {
            AllowRenegotiation = options.AllowRenegotiation,
            AllowTlsResume = options.AllowTlsResume,
            ApplicationProtocols = options.ApplicationProtocols is { Count: > 0 } named ? [.. named] : Http,
            CertificateChainPolicy = options.CertificateChainPolicy,
            CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
            CipherSuitesPolicy = options.CipherSuitesPolicy,
            ClientCertificateRequired = options.ClientCertificateRequired,
            EnabledSslProtocols = options.EnabledSslProtocols,
            EncryptionPolicy = options.EncryptionPolicy,
            RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
            ServerCertificate = options.ServerCertificate,
            ServerCertificateContext = context,
            ServerCertificateSelectionCallback = options.ServerCertificateSelectionCallback,
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
            (copy.AllowRsaPkcs1Padding, copy.AllowRsaPssPadding) = (options.AllowRsaPkcs1Padding, options.AllowRsaPssPadding);
        return copy;
    }

    /// <summary>
    /// A client's, towards an origin that the user did not name: without the client certificates, which name the user, and without the
    /// name that the other server's certificate must have.
    /// </summary>
    public static SslClientAuthenticationOptions OfAnotherOrigin(SslClientAuthenticationOptions options)
    {
        var copy = Of(options, host: "");
        copy.ApplicationProtocols = options.ApplicationProtocols;
        (copy.ClientCertificates, copy.ClientCertificateContext, copy.LocalCertificateSelectionCallback, copy.TargetHost) = (
            null,
            null,
            null,
            null
        );
        return copy;
    }

    /// <summary>
    /// A client's, towards that host: the name that the server's certificate must have, unless the user names another. So it is with the
    /// protocols that are offered.
    /// </summary>
    public static SslClientAuthenticationOptions Of(
        SslClientAuthenticationOptions options,
        string host,
        List<SslApplicationProtocol>? protocols = null
    )
    {
        var copy = new SslClientAuthenticationOptions
        {
            AllowRenegotiation = options.AllowRenegotiation,
            AllowTlsResume = options.AllowTlsResume,
            ApplicationProtocols = options.ApplicationProtocols is { Count: > 0 } named ? [.. named] : protocols ?? Http,
            CertificateChainPolicy = options.CertificateChainPolicy,
            CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
            CipherSuitesPolicy = options.CipherSuitesPolicy,
            ClientCertificateContext = options.ClientCertificateContext,
            ClientCertificates = options.ClientCertificates,
            EnabledSslProtocols = options.EnabledSslProtocols,
            EncryptionPolicy = options.EncryptionPolicy,
            LocalCertificateSelectionCallback = options.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
            TargetHost = string.IsNullOrEmpty(options.TargetHost) ? host : options.TargetHost,
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
            (copy.AllowRsaPkcs1Padding, copy.AllowRsaPssPadding) = (options.AllowRsaPkcs1Padding, options.AllowRsaPssPadding);
        return copy;
    }
}
