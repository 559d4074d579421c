using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A web site of the files in a folder, at a free port of this machine.</summary>
internal sealed class FileSite : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly string folder;

    private FileSite(string folder, int port)
    {
        (this.folder, Url) = (folder, $"http://127.0.0.1:{port}");
        listener.Prefixes.Add($"{Url}/");
        listener.Start();
        _ = ServeAsync();
    }

    /// <summary>The address, without a slash at the end.</summary>
    public string Url { get; }

    public static FileSite Start(string folder)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileSite(folder, FreePort());
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Another process has taken the port since.
            }
        }
    }

    /// <summary>Returns a port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var path = Path.Combine(folder, context.Request.Url!.AbsolutePath.TrimStart('/'));
            var bytes = File.Exists(path) ? await File.ReadAllBytesAsync(path) : [];
            context.Response.StatusCode = File.Exists(path) ? 200 : 404;
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }
}
