//! Opening the session (SMPP 3.4 §4.1.5).

use std::str::FromStr as _;

use futures::StreamExt as _;
use rusmpp::{
    CommandId, Pdu, pdus::BindTransceiver, types::COctetString, values::InterfaceVersion,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadHalf, WriteHalf},
    time::timeout,
};
use tokio_util::{bytes::BytesMut, codec::FramedRead};

use crate::smpp::{
    frame::{self, Frame, Frames},
    status::{Status, StatusClass},
};

use super::{ConnectError, SessionConfig};

pub(super) type Reader<S> = FramedRead<ReadHalf<S>, Frames>;

/// The sequence number of the bind; the task goes on from there.
pub(super) const SEQUENCE: u32 = 1;

pub(super) async fn bind<S>(
    stream: S,
    config: &SessionConfig,
) -> Result<(Reader<S>, WriteHalf<S>), ConnectError>
where
    S: AsyncRead + AsyncWrite,
{
    let mut out = BytesMut::new();
    frame::write(&mut out, Status::OK, SEQUENCE, pdu(config)?);
    let (reader, mut writer) = tokio::io::split(stream);
    let mut reader = FramedRead::new(reader, Frames);
    let exchange = async {
        writer
            .write_all(&out)
            .await
            .map_err(ConnectError::Unreachable)?;
        writer.flush().await.map_err(ConnectError::Unreachable)?;
        answer(&mut reader).await
    };
    let status = timeout(config.connect_timeout, exchange)
        .await
        .map_err(|_| ConnectError::Silent)??;
    match status.class() {
        StatusClass::Ok => Ok((reader, writer)),
        _ => Err(ConnectError::Refused { status }),
    }
}

/// The status of the answer; its interface version is not looked at: centres of every version
/// answer a 3.4 bind, and some write nonsense there.
async fn answer<S: AsyncRead>(reader: &mut Reader<S>) -> Result<Status, ConnectError> {
    loop {
        let frame = match reader.next().await {
            Some(Ok(frame)) => frame,
            Some(Err(_)) | None => return Err(ConnectError::Interrupted),
        };
        let (command, status) = match &frame {
            Frame::Read(command) => (command.id(), Status::from(command.status())),
            Frame::Unread(unread) => (unread.command.into(), unread.status),
        };
        match command {
            CommandId::BindTransceiverResp => return Ok(status),
            // A nack refuses, whatever its status says.
            CommandId::GenericNack if status == Status::OK => {
                return Ok(Status::INVALID_COMMAND);
            }
            CommandId::GenericNack => return Ok(status),
            // Nothing else makes sense yet.
            _ => tracing::debug!(?command, "PDU before the bind's answer, ignored"),
        }
    }
}

fn pdu(config: &SessionConfig) -> Result<Pdu, ConnectError> {
    let error = ConnectError::Config;
    let pdu = BindTransceiver::builder()
        .system_id(
            COctetString::from_str(&config.system_id)
                .map_err(|_| error("l’identifiant compte au plus 15 signes sans accent"))?,
        )
        .password(
            COctetString::from_str(&config.password)
                .map_err(|_| error("le mot de passe compte au plus 8 signes sans accent"))?,
        )
        .system_type(
            COctetString::from_str(&config.system_type)
                .map_err(|_| error("le type de système compte au plus 12 signes sans accent"))?,
        )
        .interface_version(InterfaceVersion::Smpp3_4)
        .build();
    Ok(pdu.into())
}
