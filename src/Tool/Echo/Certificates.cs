using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>A PEM file, such as a certificate or a private key.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Text">The content of the file.</param>
internal sealed record PemFile(string Path, string Text)
{
    /// <summary>Creates an instance from the content of a file that has already been read.</summary>
    public static PemFile Of(string path, byte[] content) => new(path, Encoding.UTF8.GetString(content));

    /// <summary>Reads a PEM file that is named in a spec file.</summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static PemFile Read(string key, string path) => Of(path, InputFiles.Read(InputFile.Pem, $"\"{key}\"", path));
}

/// <summary>Creates TLS options from PEM-encoded certificates and keys.</summary>
internal static class Certificates
{
    /// <summary>The TLS options of a client that accepts any certificate. Servers under test often have temporary certificates.</summary>
    public static SslClientAuthenticationOptions TrustingAll => new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true };

    /// <summary>Parses a file that contains the certificates to trust.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="content">The content of the file in PEM format.</param>
    /// <exception cref="UsageException">The file contains no certificate.</exception>
    public static X509Certificate2Collection Read(string path, byte[] content) =>
        In(PemFile.Of(path, content)) is { Count: > 0 } found
            ? found
            : throw new UsageException($"--ca '{path}' contains no certificate in PEM form.");

    /// <summary>
    /// Returns the TLS options of a server with the given certificate, its chain and its private key. Returns None if the scheme of the URL
    /// is not wss.
    /// </summary>
    /// <exception cref="UsageException">
    /// The certificate is missing, or the files do not contain a certificate and its private key.
    /// </exception>
    public static Option<SslServerAuthenticationOptions> Tls(Uri url, PemFile? certificate, PemFile? key)
    {
        if (url.Scheme != "wss")
            return Option<SslServerAuthenticationOptions>.None;
        if (certificate is null)
            throw new UsageException(
                $"{url} needs a certificate: --cert FILE, and --key FILE if the key is in a separate file, both in PEM form."
            );
        var chain = In(certificate);
        if (chain.Count == 0) throw new UsageException($"--cert '{certificate.Path}' contains no certificate in PEM form.");
        var holder = key ?? certificate;
        try
        {
            return new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(
                    X509Certificate2.CreateFromPem(certificate.Text, holder.Text),
                    chain
                ),
            };
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new UsageException(
                $"{(key is null ? "--cert" : "--key")} '{holder.Path}' contains no private key in PEM form that belongs to the certificate"
                    + (key is null ? "; name the file of the key with --key." : $" in --cert '{certificate.Path}'.")
            );
        }
    }

    private static X509Certificate2Collection In(PemFile file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(file.Text);
        }
        catch (CryptographicException)
        {
            // A section of the file is labelled as a certificate but is not valid. The file is therefore treated as a file without
            // certificates.
            found.Clear();
        }

        return found;
    }
}
