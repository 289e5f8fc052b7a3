using System.Reflection;
using Google.Protobuf.Reflection;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Access;

/// <summary>The wire, whatever files it is written in.</summary>
internal static class AllProtos
{
    public static IReadOnlyList<FileDescriptor> Files { get; } =
        [.. typeof(IngestReflection).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
            .Where(property => property?.PropertyType == typeof(FileDescriptor))
            .Select(property => (FileDescriptor)property!.GetValue(null)!)];
}
