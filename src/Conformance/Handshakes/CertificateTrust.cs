using System.Security.Cryptography.X509Certificates;

namespace Pure.WebSockets.Conformance;

/// <summary>The rule that decides which server certificates are accepted.</summary>
public abstract record CertificateTrust
{
    private CertificateTrust() { }

    /// <summary>Accepts any certificate. The cases do not test certificates, and test servers often use temporary certificates.</summary>
    public sealed record Any : CertificateTrust;

    /// <summary>Accepts the certificates that the operating system trusts.</summary>
    public sealed record Machine : CertificateTrust;

    /// <summary>Accepts the given certificates, and all certificates whose chain ends with one of the given certificates.</summary>
    /// <param name="Authorities">The trusted certificates.</param>
    public sealed record Signed(X509Certificate2Collection Authorities) : CertificateTrust;
}
