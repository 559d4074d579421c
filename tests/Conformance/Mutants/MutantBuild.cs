using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Compiles the sources of the core with a change, and loads the result beside the core of these tests.</summary>
internal static class MutantBuild
{
    private const string Core = "src/Core";
    private const string Echo = "tests/Conformance/Mutants/MutantEcho.cs";

    // The global usings of the core's project.
    private const string Usings =
        "global using LanguageExt; global using System; global using System.Collections.Generic; global using System.Linq;";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private static readonly Lazy<Dictionary<string, string>> Sources = new(() =>
        KeptDocument.Files(Core, "*.cs").ToDictionary(path => path, KeptDocument.Read, StringComparer.Ordinal)
    );

    private static readonly Lazy<Dictionary<string, SyntaxTree>> Trees = new(() =>
        Sources.Value.ToDictionary(source => source.Key, source => Parsed(source.Value, source.Key), StringComparer.Ordinal)
    );

    // The assemblies that these tests refer to, except the assemblies of this repository.
    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Pure.WebSockets", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Compiles and loads the core with a change, or without one.</summary>
    /// <exception cref="InvalidOperationException">
    /// The text to replace does not occur exactly once, or the result does not compile.
    /// </exception>
    public static Assembly Load(CoreMutant? mutant)
    {
        var trees = new Dictionary<string, SyntaxTree>(Trees.Value, StringComparer.Ordinal);
        if (mutant is not null)
        {
            var path = $"{Core}/{mutant.File}";
            var source = Sources.Value.GetValueOrDefault(path)
                ?? throw new InvalidOperationException($"{mutant}: there is no file {path}");
            var parts = source.Split(mutant.From);
            if (parts.Length != 2)
                throw new InvalidOperationException($"{mutant}: '{mutant.From}' occurs {parts.Length - 1} times in {path}, not once");
            trees[path] = Parsed(parts[0] + mutant.To + parts[1], path);
        }

        var compilation = CSharpCompilation.Create(
            $"Pure.WebSockets.Mutant.{mutant?.ToString() ?? "None"}",
            [.. trees.Values, Parsed(Usings, "Usings.cs"), Parsed(KeptDocument.Read(Echo), Echo)],
            References.Value,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).Take(5);
            throw new InvalidOperationException($"{mutant} does not compile:\n{string.Join('\n', errors)}");
        }

        image.Position = 0;
        return new AssemblyLoadContext(compilation.AssemblyName, isCollectible: true).LoadFromStream(image);
    }

    private static SyntaxTree Parsed(string text, string path) => CSharpSyntaxTree.ParseText(text, Language, path);
}
