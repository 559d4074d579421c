using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The image of purews, run by podman, or unpacked and run below its root folder with the user, the environment and the entry point of the
/// image. The network is that of the machine.
/// </summary>
internal sealed class Container : IDisposable
{
    // The folders that a test may write to and read from.
    private static readonly string[] Shared = ["/reports", "/etc/ssl/certs"];

    private readonly TemporaryFolder folder = new();
    private readonly JsonElement configuration;
    private readonly string? podman;

    private Container(string image, string? podman)
    {
        this.podman = podman;
        configuration = Image.Configuration(image).GetProperty("config");
        Archive = $"oci-archive:{Directory.GetFiles(image, "*.oci.tar").Single()}";
    }

    /// <summary>The files of the image.</summary>
    public string Root => Path.Combine(folder.Path, "unpacked", "rootfs");

    /// <summary>Whether podman runs the image.</summary>
    public bool IsPodman => podman is not null;

    private string Archive { get; }

    /// <summary>Unpacks the image.</summary>
    public static async Task<Container> CreateAsync()
    {
        var image = await Image.FolderAsync();
        var container = new Container(image, Programs.Search("podman"));
        // Many machines, such as containers themselves, do not allow a container.
        if (container.IsPodman && (await container.RunAsync("--version")).Code != 0)
        {
            container.Dispose();
            container = new Container(image, null);
        }

        string[] unpack = ["unpack", "--image", $"{image}/oci:{Reference(image)}", Path.Combine(container.folder.Path, "unpacked")];
        var (code, output, error) = await Programs.RunAsync(Programs.Find("umoci", "umoci"), unpack, image);
        Assert.True(code == 0, output + error);
        // A runtime of containers provides the devices. .NET needs this one.
        string[] device = ["-m", "666", container.At("/dev/urandom"), "c", "1", "9"];
        Directory.CreateDirectory(container.At("/dev"));
        (code, output, error) = await Programs.RunAsync(Programs.Find("mknod", "coreutils"), device, image);
        Programs.Require(container.IsPodman || code == 0, $"this machine allows no device below another root folder: {output}{error}");
        return container;
    }

    /// <summary>The path, on this machine, of a file in the image.</summary>
    public string At(string path) => $"{Root}{path}";

    /// <summary>Runs the entry point of the image with arguments.</summary>
    public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunAsync(configuration.GetProperty("Entrypoint").EnumerateArray().Select(word => $"{word}").First(), [], arguments);

    /// <summary>Runs a program of the image.</summary>
    public Task<(int Code, string Output, string Error)> RunAsync(
        string program,
        IEnumerable<(string Name, string Value)> environment,
        params string[] arguments
    )
    {
        string[] variables = [.. environment.Select(one => $"{one.Name}={one.Value}")];
        string[] words = podman is not null
            ?
            [
                podman, "--root", Path.Combine(folder.Path, "storage"), "--runroot", Path.Combine(folder.Path, "run"),
                "--storage-driver", "vfs", "run", "--rm", "--quiet", "--network", "host",
                .. Shared.Where(path => Directory.Exists(At(path))).SelectMany(path => (string[])["--volume", $"{At(path)}:{path}"]),
                .. variables.SelectMany(variable => (string[])["--env", variable]),
                "--entrypoint", program, Archive, .. arguments,
            ]
            :
            [
                Programs.Find("env", "coreutils"), "-i",
                .. configuration.GetProperty("Env").EnumerateArray().Select(variable => $"{variable}"), .. variables,
                Programs.Find("chroot", "coreutils"), $"--userspec={configuration.GetProperty("User")}", Root, program, .. arguments,
            ];
        return Programs.RunAsync(words[0], words[1..], Path.GetTempPath());
    }

    public void Dispose() => folder.Dispose();

    private static string Reference(string image)
    {
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(image, "oci", "index.json")));
        var annotations = index.RootElement.GetProperty("manifests")[0].GetProperty("annotations");
        return annotations.GetProperty("org.opencontainers.image.ref.name").GetString()!;
    }
}
