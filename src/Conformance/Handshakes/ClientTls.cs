using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The TLS options of a client. This class records why a certificate was rejected, because the exception from .NET does not clearly state
/// the reason.
/// </summary>
internal sealed class ClientTls
{
    private const string SelfSigned = "it is self-signed";

    private readonly TestTarget target;

    public ClientTls(TestTarget target)
    {
        this.target = target;
        Options = new SslClientAuthenticationOptions
        {
            TargetHost = target.TlsHost.IfNone(target.Url.IdnHost),
            ApplicationProtocols = target.IsHttp2 ? [SslApplicationProtocol.Http2] : null,
            CertificateChainPolicy = target.Trust is CertificateTrust.Signed signed ? PolicyOf(signed) : null,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                target.Trust is CertificateTrust.Any || IsRight(certificate, chain, errors),
        };
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>
    /// The reason why the certificate was rejected, with advice for the user, or None if the certificate was not rejected.
    /// </summary>
    public Option<string> Refused { get; private set; }

    private static X509ChainPolicy PolicyOf(CertificateTrust.Signed signed)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(signed.Authorities);
        return policy;
    }

    private bool IsRight(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        var isLoopback =
            target.Url.IsLoopback || (IPAddress.TryParse(target.Url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        var isSelfSigned = certificate is not null && certificate.Subject == certificate.Issuer;
        var isOtherName = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
        var why = errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "the server sent no certificate"
            : TimeProblem(certificate) is { } time ? time
            : isOtherName ? $"it is not valid for {Options.TargetHost}"
            : isSelfSigned ? SelfSigned
            : string.Join(
                ", ",
                (chain?.ChainStatus ?? []).Select(status => status.StatusInformation.Trim().TrimEnd('.')).Distinct(StringComparer.Ordinal)
            );
        Refused =
            $"its certificate is not trusted: {why}. "
            + (
                TimeProblem(certificate) is not null ? "The server needs a new certificate. --insecure accepts any certificate"
                : isOtherName ? "--hostname NAME names the server as its certificate does, and --insecure accepts any certificate"
                : isLoopback && isSelfSigned
                    ? "For a server on this machine, --insecure accepts any certificate, and --ca FILE, a PEM file with "
                        + "its certificate, accepts this one"
                    : "--ca FILE names a certificate to trust, as a PEM file, and --insecure accepts any certificate"
            );
        return false;
    }

    /// <summary>Returns a clause if the certificate has expired or is not valid yet; otherwise, returns null.</summary>
    private static string? TimeProblem(X509Certificate? certificate) =>
        certificate is not X509Certificate2 { NotBefore: var first, NotAfter: var last } ? null
        : last < DateTime.Now ? FormattableString.Invariant($"it expired on {last.ToUniversalTime():yyyy-MM-dd HH:mm} UTC")
        : first > DateTime.Now ? FormattableString.Invariant($"it is not valid before {first.ToUniversalTime():yyyy-MM-dd HH:mm} UTC")
        : null;
}
