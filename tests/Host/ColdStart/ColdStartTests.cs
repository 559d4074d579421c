namespace Pure.WebSockets.Host.Tests.ColdStart;

/// <summary>What the first connection of a process loads.</summary>
public sealed class ColdStartTests
{
    /// <summary>
    /// Handshake, compressed message, record equality and close, from F#, in a program with 50 unused references to assemblies of its own.
    /// </summary>
    [Theory]
    [InlineData("sockets")]
    [InlineData("epoll")]
    [InlineData("aspnetcore")]
    [InlineData("pure")]
    public async Task Nothing_is_loaded_that_the_program_only_refers_to(string way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell starts the program, and epoll is Linux's");
        using var program = ColdProgram.Start(way);
        Assert.Equal("50", await program.ValueAsync("referred"));
        Assert.Equal("", await program.ValueAsync("loaded"));
        Assert.Equal("", await program.ValueAsync("discovery"));
        Assert.Equal(0, await program.ExitAsync());
    }

    /// <summary>A listening server without connections has run the core: handshake, compression and decompression.</summary>
    [Fact]
    public async Task A_server_that_listens_has_run_the_core()
    {
        Assert.True(WarmUp.Once());
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell starts the program");
        using var program = ColdProgram.Start("listens");
        Assert.Equal(
            "Pure.WebSockets.Deflater Pure.WebSockets.Inflater Pure.WebSockets.Protocol Pure.WebSockets.ServerHandshake",
            await program.ValueAsync("warm")
        );
        Assert.Equal(0, await program.ExitAsync());
    }

    /// <summary>Guards against a test above that detects nothing.</summary>
    [Fact]
    public async Task A_program_that_uses_class_instances_is_seen_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell starts the program");
        using var program = ColdProgram.Start("control");
        Assert.Equal("50", await program.ValueAsync("referred"));
        Assert.Equal(50, (await program.ValueAsync("loaded")).Split(' ').Length);
        Assert.Contains(".cctor", await program.ValueAsync("discovery"), StringComparison.Ordinal);
    }
}
