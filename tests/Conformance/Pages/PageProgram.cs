using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A program of a page, compiled from the page and run as a process. Its blocks have the mark <c>program: NAME</c> before them; blocks with
/// the same name are one program.
/// </summary>
internal sealed partial class PageProgram : IDisposable
{
    /// <summary>What the SDK imports, for a console application and for a web application.</summary>
    private const string Imports = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        """;

    private readonly string file = Path.Combine(AppContext.BaseDirectory, $"page-{Guid.NewGuid():n}.dll");
    private readonly Process process;

    private PageProgram(string code, string[] arguments, IEnumerable<(string Name, string Value)> environment)
    {
        Compile(code, file);
        var tests = Path.Combine(AppContext.BaseDirectory, typeof(PageProgram).Assembly.GetName().Name!);
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] host = ["exec", "--runtimeconfig", $"{tests}.runtimeconfig.json", "--depsfile", $"{tests}.deps.json", file];
        foreach (var argument in host.Concat(arguments)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
    }

    /// <summary>The pages of docs.</summary>
    public static IEnumerable<string> Pages => KeptDocument.Files("docs", "*.md").Select(path => path["docs/".Length..]);

    /// <summary>Returns the programs of a page: their names and languages.</summary>
    public static IEnumerable<(string Name, string Language)> Of(string page) =>
        Marked()
            .Matches(KeptDocument.Read($"docs/{page}"))
            .Select(match => (match.Groups["name"].Value, match.Groups["language"].Value))
            .Distinct();

    /// <summary>Returns the code of a program.</summary>
    public static string Code(string page, string name) =>
        string.Join(
            '\n',
            Marked()
                .Matches(KeptDocument.Read($"docs/{page}"))
                .Where(match => match.Groups["name"].Value == name)
                .Select(match => match.Groups["code"].Value)
        );

    /// <summary>Returns the blocks of a page that show output.</summary>
    public static IEnumerable<string> Outputs(string page) =>
        Output().Matches(KeptDocument.Read($"docs/{page}")).Select(match => match.Groups["text"].Value);

    /// <summary>Compiles and starts a program of a page.</summary>
    public static PageProgram Start(string page, string name, params string[] arguments) =>
        new(Code(page, name), arguments, []);

    /// <summary>Compiles and starts a program that listens at the port of the page, at another port.</summary>
    public static PageProgram StartAt(int port, string page, string name) =>
        new(
            Code(page, name).Replace("9001", $"{port}", StringComparison.Ordinal),
            [],
            [("ASPNETCORE_URLS", $"http://127.0.0.1:{port}")]
        );

    /// <summary>Compiles and starts a program with other addresses in place of those of the page.</summary>
    public static PageProgram StartWith(string page, string name, params (string Found, string Used)[] addresses)
    {
        var code = Code(page, name);
        Assert.All(addresses, address => Assert.Contains(address.Found, code, StringComparison.Ordinal));
        return new(addresses.Aggregate(code, (text, one) => text.Replace(one.Found, one.Used, StringComparison.Ordinal)), [], []);
    }

    /// <summary>Returns the next line of the output.</summary>
    public async Task<string> ReadLineAsync(CancellationToken stop) =>
        await process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(ToolProcess.Patience, stop)
            ?? throw new InvalidOperationException($"the program ended: {await process.StandardError.ReadToEndAsync(stop)}");

    /// <summary>Enters a line, and returns the rest of the output after the program has ended with 0.</summary>
    public async Task<string> EndAsync(CancellationToken stop)
    {
        process.StandardInput.WriteLine();
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.ExitAsync(stop);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }

    /// <summary>Returns the error output after the program has ended with an exception.</summary>
    public async Task<string> FailAsync(CancellationToken stop)
    {
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.ExitAsync(stop);
        Assert.True(process.ExitCode != 0, $"the program ended with 0: {await output}");
        return await errors;
    }

    /// <summary>Whether the program still runs.</summary>
    public bool Runs => !process.HasExited;

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit(ToolProcess.Patience);
        }

        process.Dispose();
        File.Delete(file);
    }

    private static void Compile(string code, string file)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compiled = CSharpCompilation
            .Create(
                Path.GetFileNameWithoutExtension(file),
                [CSharpSyntaxTree.ParseText(Imports), CSharpSyntaxTree.ParseText(code)],
                references.Select(path => MetadataReference.CreateFromFile(path)),
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable)
                    .WithSpecificDiagnosticOptions([KeyValuePair.Create("CS1701", ReportDiagnostic.Suppress)])
            )
            .Emit(file);
        Assert.True(
            compiled.Success && !compiled.Diagnostics.Any(found => found.Severity == DiagnosticSeverity.Warning),
            string.Join('\n', compiled.Diagnostics.Where(found => found.Severity >= DiagnosticSeverity.Warning))
        );
    }

    [GeneratedRegex(
        @"^<!-- program: (?<name>[\w.-]+) -->\n```(?<language>\w+)\n(?<code>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Marked();

    [GeneratedRegex(
        "^```text\n(?<text>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Output();
}
