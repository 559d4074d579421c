using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Certificates that no machine trusts.</summary>
internal static class Certificates
{
    /// <summary>A certificate for a name, signed by its own key.</summary>
    public static X509Certificate2 SelfSigned(string name) => SelfSigned(name, TimeSpan.FromDays(1));

    /// <summary>A certificate for a name, signed by its own key, that is valid up to this time from now.</summary>
    public static X509Certificate2 SelfSigned(string name, TimeSpan left)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow + left);
    }

    /// <summary>A certificate authority, and a certificate for a name that it has signed.</summary>
    public static (X509Certificate2 Authority, X509Certificate2 Server) Signed(string name)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Authority of the tests", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, false));
        var signer = authority.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(signer, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), [1, 2, 3, 4]);
        return (signer, signed.CopyWithPrivateKey(key));
    }
}
