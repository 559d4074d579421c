using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The image of purews, which tools/image/run builds once for all tests.</summary>
internal static class Image
{
    private static readonly Lazy<Task<string>> Built = new(async () =>
    {
        var (code, output, error) = await BuildAsync("artifacts/image");
        Assert.True(code == 0, output + error);
        return KeptDocument.PathOf("artifacts/image");
    });

    /// <summary>Returns the folder that contains the image.</summary>
    /// <remarks>Where the image cannot be built or unpacked, the test is skipped, or fails if PUREWS_REQUIRE_PEERS is 1.</remarks>
    public static async Task<string> FolderAsync()
    {
        Programs.Require(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "an image is built and unpacked by root only");
        foreach (var name in (string[])["buildah", "umoci"]) Programs.Find(name, name);
        Programs.Find("node", "nodejs");
        Programs.Find("dpkg-query", "dpkg");
        Programs.Require(
            File.Exists("/var/lib/dpkg/info/busybox-static.list"),
            "the image has a shell of busybox, whose Debian package busybox-static is not installed"
        );
        await OneFile.PathAsync();
        return await Built.Value;
    }

    /// <summary>Builds an image into a folder, by a command that may stand before that of the build.</summary>
    public static Task<(int Code, string Output, string Error)> BuildAsync(string folder, params string[] before)
    {
        string[] words = [.. before, Programs.Find("bash", "bash"), KeptDocument.PathOf("tools/image/run"), "--no-build", folder];
        return Programs.RunAsync(words[0], words[1..], KeptDocument.PathOf("."));
    }

    /// <summary>The configuration of the image in a folder.</summary>
    public static JsonElement Configuration(string folder)
    {
        var manifest = Blob(folder, Read(Path.Combine(folder, "oci", "index.json")).GetProperty("manifests")[0]);
        return Read(Blob(folder, Read(manifest).GetProperty("config")));
    }

    private static string Blob(string folder, JsonElement descriptor) =>
        Path.Combine(folder, "oci", "blobs", descriptor.GetProperty("digest").GetString()!.Replace(':', '/'));

    private static JsonElement Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
