using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Pure.WebSockets.Host;

/// <summary>
/// Copies the TLS options of an application and adds default values. Later changes to the application's options have no effect on the copy.
/// </summary>
internal static class TlsSettings
{
    /// <summary>The default list of application protocols, which contains only HTTP/1.1 (RFC 7301 §6).</summary>
    private static List<SslApplicationProtocol> Http => [SslApplicationProtocol.Http11];

    /// <summary>Copies a server's options, and builds the certificate chain once for all connections.</summary>
    public static SslServerAuthenticationOptions Copy(SslServerAuthenticationOptions options)
    {
        if (options is { ServerCertificate: null, ServerCertificateContext: null, ServerCertificateSelectionCallback: null })
            throw new ArgumentException("Tls has no certificate, but a server requires a certificate.", nameof(options));
        var context = options.ServerCertificateContext;
        if (context is null && options.ServerCertificate is X509Certificate2 certificate)
        {
            if (!certificate.HasPrivateKey)
                throw new ArgumentException($"The certificate {certificate.Subject} in Tls has no private key.", nameof(options));
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
    /// Copies a client's options for a redirect to another origin. The copy does not contain the client certificates, because client
    /// certificates identify the user. The copy does not contain TargetHost either, because TargetHost is the name of the first server.
    /// </summary>
    public static SslClientAuthenticationOptions OfAnotherOrigin(SslClientAuthenticationOptions options)
    {
        var copy = Copy(options, host: "");
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
    /// Copies a client's options for a host. If TargetHost is not set, the copy uses the given host as its TargetHost. If the options list
    /// no application protocols, the copy lists the given protocols. If the given protocols are null, the copy lists HTTP/1.1.
    /// </summary>
    public static SslClientAuthenticationOptions Copy(
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
