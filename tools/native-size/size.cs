// Reads the file of sizes that NativeAOT writes, and prints the bytes of each assembly, the largest first. The file is an assembly without
// types. Each of its global methods is a list that is written as instructions: a token of a type or method, and then its sizes.
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Pure.WebSockets.NativeSize;

const string Shared = "(shared by all assemblies)";

if (args is not [var path])
{
    Console.Error.WriteLine("usage: tools/native-size/run FILE.mstat");
    return 2;
}

using var file = new PEReader(File.OpenRead(path));
var metadata = file.GetMetadataReader();
var version = metadata.GetAssemblyDefinition().Version;
if (version.Major != 2)
{
    Console.Error.WriteLine($"{path} has version {version} of the format, and this program reads version 2");
    return 1;
}

var sizes = new SortedDictionary<string, long>(StringComparer.Ordinal);
var owners = new Owners();
// The numbers of a method are the sizes of its code, of its data for the garbage collector and of its data for exceptions, and the place
// of its name. Those of a type are its size and the place of its name.
foreach (var (token, numbers) in Entries("Methods")) Add(OwnerOf(token), numbers[..^1].Sum());
foreach (var (token, numbers) in Entries("Types")) Add(OwnerOf(token), numbers[0]);
foreach (var (_, numbers) in Entries("Blobs")) Add(Shared, numbers[0]);

foreach (var (assembly, bytes) in sizes.OrderByDescending(one => one.Value))
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes,12} {assembly}"));
return 0;

void Add(string assembly, long bytes) => sizes[assembly] = sizes.GetValueOrDefault(assembly) + bytes;

// Returns the entries of a list. An entry begins with ldtoken or ldstr, and ldc.i4 gives its numbers (ECMA-335 III.3.40, III.4.16 and
// III.4.17).
List<(int Token, List<long> Numbers)> Entries(string list)
{
    var method = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Single(one => metadata.GetString(one.Name) == list);
    var code = file.GetMethodBody(method.RelativeVirtualAddress).GetILReader();
    var entries = new List<(int Token, List<long> Numbers)>();
    while (code.RemainingBytes > 0)
    {
        var instruction = (ILOpCode)code.ReadByte();
        if (instruction is ILOpCode.Ldtoken or ILOpCode.Ldstr) entries.Add((code.ReadInt32(), []));
        else if (instruction is ILOpCode.Ldc_i4) entries[^1].Numbers.Add(code.ReadInt32());
        else if (instruction is ILOpCode.Ldc_i4_s) entries[^1].Numbers.Add(code.ReadSByte());
        else if (instruction is >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4_8) entries[^1].Numbers.Add(instruction - ILOpCode.Ldc_i4_0);
        else throw new InvalidDataException($"{path} has the instruction {instruction} in {list}");
    }

    return entries;
}

// Returns the name of the assembly in which a type or method is declared. List<Case> is declared where List<T> is.
string OwnerOf(int token)
{
    var handle = MetadataTokens.EntityHandle(token);
    return handle.Kind switch
    {
        HandleKind.MethodSpecification =>
            OwnerOf(MetadataTokens.GetToken(metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method)),
        HandleKind.MemberReference => OwnerOf(MetadataTokens.GetToken(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent)),
        HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(owners, null),
        HandleKind.TypeReference => owners.GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0),
        _ => Shared,
    };
}

namespace Pure.WebSockets.NativeSize
{
    /// <summary>Decodes the signature of a type to the name of the assembly in which the type is declared.</summary>
    internal sealed class Owners : ISignatureTypeProvider<string, object?>
    {
        private const string Core = "System.Private.CoreLib";

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var scope = reader.GetTypeReference(handle).ResolutionScope;
            return scope.Kind switch
            {
                HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
                HandleKind.TypeReference => GetTypeFromReference(reader, (TypeReferenceHandle)scope, rawTypeKind),
                _ => Core,
            };
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Core;

        public string GetTypeFromSpecification(
            MetadataReader reader,
            object? genericContext,
            TypeSpecificationHandle handle,
            byte rawTypeKind
        ) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetArrayType(string elementType, ArrayShape shape) => elementType;

        public string GetSZArrayType(string elementType) => elementType;

        public string GetByReferenceType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => Core;

        public string GetFunctionPointerType(MethodSignature<string> signature) => Core;

        public string GetGenericMethodParameter(object? genericContext, int index) => Core;

        public string GetGenericTypeParameter(object? genericContext, int index) => Core;
    }
}
