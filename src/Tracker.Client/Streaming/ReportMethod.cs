using Google.Protobuf;
using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Client.Streaming;

/// <summary>The call <c>IngestService.Report</c> with requests as bytes: what the spool holds goes out without being read again.</summary>
internal static class ReportMethod
{
    public static readonly Method<byte[], ReportResponse> Report = new(
        MethodType.DuplexStreaming,
        IngestService.Descriptor.FullName,
        "Report",
        Marshallers.Create(bytes => bytes, bytes => bytes),
        Marshallers.Create(response => response.ToByteArray(), ReportResponse.Parser.ParseFrom));

    public static readonly byte[] Heartbeat = new ReportRequest { Heartbeat = new Heartbeat() }.ToByteArray();
}
